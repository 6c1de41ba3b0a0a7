# shellcheck shell=bash
#
# Completion of the command `@PROGRAM@` for bash 4.4 or newer; made by: @PROGRAM@ completion bash
#
# What the commands are is data in here. Only ids are asked of the command itself: of the program
# that the line names, whatever it is called. For another name: complete -F _admin NAME
#
# Nothing that comes from elsewhere is ever evaluated, and COMP_WORDBREAKS stays as it is.

# Sets _admin_path to the command that follows command $1 by word $2, an alias included.
_admin_step() {
  case ${1:+$1 }$2 in
@STEPS@
    *) return 1 ;;
  esac
}

# Sets _admin_reply to the words that can follow command $1.
_admin_commands() {
  case $1 in
@COMMANDS@
    *) _admin_reply=() ;;
  esac
}

# Sets _admin_reply to the options that are only for command $1; '=' marks those with a value.
_admin_options() {
  case $1 in
@OPTIONS@
    *) _admin_reply=() ;;
  esac
}

# Sets _admin_reply to the options of every command.
_admin_global_options() {
@GLOBAL_OPTIONS@
}

# Sets _admin_reply to what can stand as the value of an option, $1 being the command and the
# option, or as an operand, $1 being the command and '#' with the number of operands before it.
_admin_values() {
  _admin_reply=()
  case $1 in
@VALUES@
  esac
}

# Splits $1 at blanks into _admin_words, without quotes and backslashes. Of the last word, which may
# be empty, _admin_raw is what was typed, and _admin_quote the quotation mark that is still open.
_admin_split() {
  local line=$1 char word='' escaped=''
  local -i i
  _admin_words=() _admin_raw='' _admin_quote=''
  for ((i = 0; i < ${#line}; i++)); do
    char=${line:i:1}
    if [[ -z $escaped$_admin_quote && $char == [[:blank:]] ]]; then
      [[ -z $_admin_raw ]] || _admin_words+=("$word")
      word='' _admin_raw=''
      continue
    fi
    _admin_raw+=$char
    if [[ $escaped ]]; then
      word+=$char escaped=''
    elif [[ $char == "$_admin_quote" ]]; then
      _admin_quote=''
    elif [[ $_admin_quote != "'" && $char == \\ ]]; then
      escaped=1
    elif [[ -z $_admin_quote && $char == [\'\"] ]]; then
      _admin_quote=$char
    else
      word+=$char
    fi
  done
  _admin_words+=("$word")
}

# Does option $1 of command $2 take a value?
_admin_takes_value() {
  local -a _admin_reply
  local known
  _admin_options "$2"
  for known in "${_admin_reply[@]}"; do
    [[ $known == "$1=" ]] && return
  done
  _admin_global_options
  for known in "${_admin_reply[@]}"; do
    [[ $known == "$1=" ]] && return
  done
  return 1
}

# Adds candidate $1, a whole word without quotes, if it begins with the one that was typed. Readline
# replaces only what follows the last of its word breaks, so _admin_kept is left out. An '!' between
# double quotes cannot be escaped: such a candidate is none.
_admin_add() {
  local rest=${1#"$_admin_kept"}
  [[ $1 == "$_admin_word"* && $1 == "$_admin_kept$rest" ]] || return
  case $_admin_quote in
    \') rest=${rest//\'/\'\\\'\'} ;;
    \")
      [[ $rest == *!* ]] && return
      rest=${rest//\\/\\\\} rest=${rest//\$/\\\$} rest=${rest//\`/\\\`} rest=${rest//\"/\\\"}
      ;;
    *) [[ -z $rest ]] || printf -v rest %q "$rest" ;;
  esac
  COMPREPLY+=("$rest")
}

# Adds the ids of kind $1 that begin with $3, each behind $2.
_admin_ask() {
  local program=${_admin_words[0]} value prefix=$3
  [[ $program != \~/* ]] || program=$HOME/${program:2}
  # The name of a token is asked for behind its owner's.
  [[ $1 != token-name ]] || prefix=$_admin_first!$prefix
  while IFS=$'\t' read -r value _; do
    _admin_add "$2$value"
  done < <("$program" __complete "${_admin_directories[@]}" "$1" "$prefix" 2>/dev/null </dev/null)
}

# Adds what can stand at $1, as for _admin_values, each behind $2 and beginning with $3.
_admin_offer() {
  local -a _admin_reply
  local candidate
  _admin_values "$1"
  case ${_admin_reply[0]-} in
    words)
      for candidate in "${_admin_reply[@]:1}"; do
        _admin_add "$2$candidate"
      done
      ;;
    ask) _admin_ask "${_admin_reply[1]}" "$2" "$3" ;;
    file) compopt -o default ;;
    directory) compopt -o dirnames ;;
  esac
}

# Takes the value $2 of an option $1 that stands on the line.
_admin_take() {
  [[ $1 != --config-dir && $1 != --run-dir ]] && return
  local value=$2
  [[ $value != \~/* ]] || value=$HOME/${value:2}
  _admin_directories+=("$1" "$value")
}

_admin() {
  local -a _admin_words _admin_reply _admin_directories
  local _admin_raw _admin_quote _admin_path='' _admin_first='' _admin_kept _admin_word
  local word kept option='' ended=''
  local -i operands=0 i
  COMPREPLY=()

  # COMP_WORDS is of no use: it is split at '@', '=' and ':' too.
  _admin_split "${COMP_LINE:0:COMP_POINT}"
  kept=${_admin_raw%"$2"}
  local -a all=("${_admin_words[@]}")
  local quote=$_admin_quote
  _admin_split "$kept"
  _admin_kept=${_admin_words[0]-} _admin_words=("${all[@]}") _admin_quote=$quote

  for word in "${all[@]:1:${#all[@]}-2}"; do
    if [[ $option ]]; then
      _admin_take "$option" "$word"
      option=''
    elif [[ -z $ended && $word == -- ]]; then
      ended=1
    elif [[ -z $ended && $word == --*=* ]]; then
      _admin_take "${word%%=*}" "${word#*=}"
    elif [[ -z $ended && $word == -?* ]]; then
      ! _admin_takes_value "$word" "$_admin_path" || option=$word
    elif ! _admin_step "$_admin_path" "$word"; then
      ((operands++)) || _admin_first=$word
    fi
  done

  _admin_word=${all[${#all[@]} - 1]}
  if [[ $option ]]; then
    _admin_offer "$_admin_path $option" '' "$_admin_word"
  elif [[ -z $ended && $_admin_word == --*=* ]]; then
    option=${_admin_word%%=*}
    _admin_offer "$_admin_path $option" "$option=" "${_admin_word#*=}"
  elif [[ -z $ended && $_admin_word == -* ]]; then
    _admin_options "$_admin_path"
    local -a own=("${_admin_reply[@]}")
    _admin_global_options
    for word in "${own[@]}" "${_admin_reply[@]}"; do
      [[ $word != --* ]] || _admin_add "${word%=}"
    done
  else
    _admin_commands "$_admin_path"
    for word in "${_admin_reply[@]}"; do
      _admin_add "$word"
    done
    _admin_offer "$_admin_path #$operands" '' "$_admin_word"
  fi
}

complete -F _admin @PROGRAM@
# Loaded on demand, for a command of another name: this file is called like it.
case ${BASH_SOURCE[0]} in
  */completions/@PROGRAM@.bash) ;;
  */completions/*) complete -F _admin "${BASH_SOURCE[0]##*/}" ;;
esac
