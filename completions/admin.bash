# shellcheck shell=bash
#
# Completion of the command `admin` for bash 4.4 or newer; made by: admin completion bash
#
# What the commands are is data in here. Only ids are asked of the command itself: of the program
# that the line names, whatever it is called. For another name: complete -F _admin NAME
#
# Nothing that comes from elsewhere is ever evaluated, and COMP_WORDBREAKS stays as it is.

# Sets _admin_path to the command that follows command $1 by word $2, an alias included.
_admin_step() {
  case ${1:+$1 }$2 in
    'token') _admin_path='token' ;;
    'key') _admin_path='key' ;;
    'auth-key') _admin_path='auth-key' ;;
    'cache') _admin_path='cache' ;;
    'doctor') _admin_path='doctor' ;;
    'completion') _admin_path='completion' ;;
    'shell') _admin_path='shell' ;;
    'help') _admin_path='help' ;;
    'version') _admin_path='version' ;;
    'token create' | 'token add' | 'token generate') _admin_path='token create' ;;
    'token list' | 'token ls') _admin_path='token list' ;;
    'token show') _admin_path='token show' ;;
    'token update' | 'token modify') _admin_path='token update' ;;
    'token regenerate' | 'token rotate') _admin_path='token regenerate' ;;
    'token enable') _admin_path='token enable' ;;
    'token disable') _admin_path='token disable' ;;
    'token delete' | 'token remove' | 'token rm') _admin_path='token delete' ;;
    'token verify') _admin_path='token verify' ;;
    'key create') _admin_path='key create' ;;
    'key store' | 'key import') _admin_path='key store' ;;
    'key list' | 'key ls') _admin_path='key list' ;;
    'key show') _admin_path='key show' ;;
    'key verify') _admin_path='key verify' ;;
    'key archive') _admin_path='key archive' ;;
    'key unarchive') _admin_path='key unarchive' ;;
    'key change-passphrase') _admin_path='key change-passphrase' ;;
    'key export') _admin_path='key export' ;;
    'key delete') _admin_path='key delete' ;;
    'auth-key status') _admin_path='auth-key status' ;;
    'auth-key rotate') _admin_path='auth-key rotate' ;;
    'auth-key show') _admin_path='auth-key show' ;;
    'auth-key sign') _admin_path='auth-key sign' ;;
    'auth-key verify') _admin_path='auth-key verify' ;;
    'cache invalidate') _admin_path='cache invalidate' ;;
    'cache status') _admin_path='cache status' ;;
    'help token') _admin_path='help token' ;;
    'help key') _admin_path='help key' ;;
    'help auth-key') _admin_path='help auth-key' ;;
    'help cache') _admin_path='help cache' ;;
    'help doctor') _admin_path='help doctor' ;;
    'help completion') _admin_path='help completion' ;;
    'help shell') _admin_path='help shell' ;;
    'help version') _admin_path='help version' ;;
    'help output') _admin_path='help output' ;;
    'help token create' | 'help token add' | 'help token generate') _admin_path='help token create' ;;
    'help token list' | 'help token ls') _admin_path='help token list' ;;
    'help token show') _admin_path='help token show' ;;
    'help token update' | 'help token modify') _admin_path='help token update' ;;
    'help token regenerate' | 'help token rotate') _admin_path='help token regenerate' ;;
    'help token enable') _admin_path='help token enable' ;;
    'help token disable') _admin_path='help token disable' ;;
    'help token delete' | 'help token remove' | 'help token rm') _admin_path='help token delete' ;;
    'help token verify') _admin_path='help token verify' ;;
    'help key create') _admin_path='help key create' ;;
    'help key store' | 'help key import') _admin_path='help key store' ;;
    'help key list' | 'help key ls') _admin_path='help key list' ;;
    'help key show') _admin_path='help key show' ;;
    'help key verify') _admin_path='help key verify' ;;
    'help key archive') _admin_path='help key archive' ;;
    'help key unarchive') _admin_path='help key unarchive' ;;
    'help key change-passphrase') _admin_path='help key change-passphrase' ;;
    'help key export') _admin_path='help key export' ;;
    'help key delete') _admin_path='help key delete' ;;
    'help auth-key status') _admin_path='help auth-key status' ;;
    'help auth-key rotate') _admin_path='help auth-key rotate' ;;
    'help auth-key show') _admin_path='help auth-key show' ;;
    'help auth-key sign') _admin_path='help auth-key sign' ;;
    'help auth-key verify') _admin_path='help auth-key verify' ;;
    'help cache invalidate') _admin_path='help cache invalidate' ;;
    'help cache status') _admin_path='help cache status' ;;
    *) return 1 ;;
  esac
}

# Sets _admin_reply to the words that can follow command $1.
_admin_commands() {
  case $1 in
    '') _admin_reply=(token key auth-key cache doctor completion shell help version) ;;
    'token') _admin_reply=(create list show update regenerate enable disable delete verify) ;;
    'key') _admin_reply=(create store list show verify archive unarchive change-passphrase export delete) ;;
    'auth-key') _admin_reply=(status rotate show sign verify) ;;
    'cache') _admin_reply=(invalidate status) ;;
    'help') _admin_reply=(token key auth-key cache doctor completion shell version output) ;;
    'help token') _admin_reply=(create list show update regenerate enable disable delete verify) ;;
    'help key') _admin_reply=(create store list show verify archive unarchive change-passphrase export delete) ;;
    'help auth-key') _admin_reply=(status rotate show sign verify) ;;
    'help cache') _admin_reply=(invalidate status) ;;
    *) _admin_reply=() ;;
  esac
}

# Sets _admin_reply to the options that are only for command $1; '=' marks those with a value.
_admin_options() {
  case $1 in
    'token create') _admin_reply=(--comment= --expire= --disabled --secret-out= --secret-stdin --secret-file= --secret-fd=) ;;
    'token list') _admin_reply=(--expiring-within= --expired --disabled --exit-code) ;;
    'token update') _admin_reply=(--comment= --expire= --enable --disable) ;;
    'token regenerate') _admin_reply=(--secret-out= --secret-stdin --secret-file= --secret-fd=) ;;
    'token verify') _admin_reply=(--secret-stdin --secret-file= --secret-fd=) ;;
    'key create') _admin_reply=(--kdf= --hint= --passphrase-stdin --passphrase-file= --passphrase-fd=) ;;
    'key store') _admin_reply=(--in= --format= --kdf= --hint= --passphrase-stdin --passphrase-file= --passphrase-fd=) ;;
    'key list') _admin_reply=(--active --archived --exit-code) ;;
    'key verify') _admin_reply=(--all --passphrase-stdin --passphrase-file= --passphrase-fd=) ;;
    'key change-passphrase') _admin_reply=(--kdf= --hint= --passphrase-stdin --passphrase-file= --passphrase-fd= --new-passphrase-stdin --new-passphrase-file= --new-passphrase-fd=) ;;
    'key export') _admin_reply=(--out= --confirm=) ;;
    'key delete') _admin_reply=(--confirm=) ;;
    'auth-key status') _admin_reply=(--max-age= --exit-code) ;;
    'auth-key rotate') _admin_reply=(--force --algorithm= --max-age= --reason=) ;;
    'auth-key show') _admin_reply=(--old --fingerprint) ;;
    'auth-key sign') _admin_reply=(--prefix= --data= --aad=) ;;
    'auth-key verify') _admin_reply=(--prefix= --aad=) ;;
    'cache invalidate') _admin_reply=(--account-id= --access-key-id= --user-name= --user-names= --role-name= --table-name= --arn= --timeout= --no-wait) ;;
    'cache status') _admin_reply=(--watch --interval=) ;;
    'doctor') _admin_reply=(--fix) ;;
    'completion') _admin_reply=(--install) ;;
    *) _admin_reply=() ;;
  esac
}

# Sets _admin_reply to the options of every command.
_admin_global_options() {
  _admin_reply=(--config-dir= --run-dir= -o= --output= --no-input -y --yes -n --dry-run --lock-timeout= -q --quiet -v --verbose --color= --debug -h --help -V --version)
}

# Sets _admin_reply to what can stand as the value of an option, $1 being the command and the
# option, or as an operand, $1 being the command and '#' with the number of operands before it.
_admin_values() {
  _admin_reply=()
  case $1 in
    'token create --secret-out' | \
      'token create --secret-file' | \
      'token regenerate --secret-out' | \
      'token regenerate --secret-file' | \
      'token verify --secret-file' | \
      'key create --passphrase-file' | \
      'key store --in' | \
      'key store --passphrase-file' | \
      'key verify --passphrase-file' | \
      'key change-passphrase --passphrase-file' | \
      'key change-passphrase --new-passphrase-file' | \
      'key export --out')
      _admin_reply=(file)
      ;;
    'token create #0' | \
      'token list #0')
      _admin_reply=(ask user)
      ;;
    'token show #0' | \
      'token update #0' | \
      'token regenerate #0' | \
      'token enable #0' | \
      'token disable #0' | \
      'token delete #0' | \
      'token verify #0')
      _admin_reply=(ask token)
      ;;
    'token show #1' | \
      'token update #1' | \
      'token regenerate #1' | \
      'token enable #1' | \
      'token disable #1' | \
      'token delete #1' | \
      'token verify #1')
      _admin_reply=(ask token-name)
      ;;
    'key create --kdf' | \
      'key store --kdf' | \
      'key change-passphrase --kdf')
      _admin_reply=(words none scrypt pbkdf2)
      ;;
    'key store --format')
      _admin_reply=(words json raw hex base64)
      ;;
    'key show #0' | \
      'key verify #'* | \
      'key export --confirm' | \
      'key export #0')
      _admin_reply=(ask key)
      ;;
    'key archive #0' | \
      'key change-passphrase #0')
      _admin_reply=(ask active-key)
      ;;
    'key unarchive #0' | \
      'key delete --confirm' | \
      'key delete #0')
      _admin_reply=(ask archived-key)
      ;;
    'auth-key rotate --algorithm')
      _admin_reply=(words ed25519 rsa-2048 rsa-4096)
      ;;
    'cache invalidate #0')
      _admin_reply=(words all tokens account credential user role group-members table-key-info resource-tags)
      ;;
    'cache invalidate #'*)
      [[ $_admin_first != tokens ]] || _admin_reply=(ask token-id)
      ;;
    'completion #0')
      _admin_reply=(words bash zsh fish)
      ;;
    *' --config-dir' | \
      *' --run-dir')
      _admin_reply=(directory)
      ;;
    *' -o' | \
      *' --output')
      _admin_reply=(words text json)
      ;;
    *' --color')
      _admin_reply=(words auto always never)
      ;;
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

complete -F _admin admin
# Loaded on demand, for a command of another name: this file is called like it.
case ${BASH_SOURCE[0]} in
  */completions/admin.bash) ;;
  */completions/*) complete -F _admin "${BASH_SOURCE[0]##*/}" ;;
esac
