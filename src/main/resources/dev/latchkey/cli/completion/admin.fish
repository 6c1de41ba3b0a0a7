# Completion of the command `@PROGRAM@` for fish 3.4 or newer; made by: @PROGRAM@ completion fish
#
# What the commands are is data in here. Only ids are asked of the command itself: of the program
# that the line names, whatever it is called. For another name: complete -c NAME -w @PROGRAM@

# Prints the command that follows command $argv[1] by word $argv[2], an alias included.
function __admin_step
    switch (string trim -- "$argv[1] $argv[2]")
@STEPS@
        case '*'
            return 1
    end
end

# Prints what the line up to the cursor says: the command, then its operands.
function __admin_line
    set -l path ''
    set -l operands
    set -l skip 0
    set -l ended 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if test $ended = 0; and string match -q -- '-*' $word
            switch $word
                case --
                    set ended 1
@WITH_VALUE@
                    set skip 1
            end
        else if set -l next (__admin_step "$path" $word)
            set path $next
        else
            set -a operands $word
        end
    end
    printf '%s\n' "$path" $operands
end

# Is the line that of command $argv[1]?
function __admin_is
    set -l line (__admin_line)
    test "$line[1]" = "$argv[1]"
end

# Is the line that of command $argv[1] with $argv[2] operands, the first of them $argv[3] if given?
# With $argv[2] = N+ at least N.
function __admin_at
    set -l line (__admin_line)
    set -l operands (math (count $line) - 1)
    test "$line[1]" = "$argv[1]"; or return
    test (count $argv) -lt 3; or test "$line[2]" = "$argv[3]"; or return
    if string match -q -- '*+' $argv[2]
        test $operands -ge (string replace + '' -- $argv[2])
    else
        test $operands = $argv[2]
    end
end

# Prints the ids of kind $argv[1] that begin with what is typed.
function __admin_ask
    set -l words (commandline -opc)
    set -l prefix (commandline -ct)
    # In an option with its value in one word, the value.
    set prefix (string replace -r -- '^--[a-z-]+=' '' $prefix)
    # Without quotes; a quotation mark that is open is closed first.
    set prefix (string unescape -- $prefix; or string unescape -- $prefix\'; or string unescape -- $prefix\")
    set -l directories
    for option in --config-dir --run-dir
        for i in (seq 2 (count $words))
            if test "$words[$i]" = $option; and set -q words[(math $i + 1)]
                set -a directories $option (string replace -r '^~/' $HOME/ -- $words[(math $i + 1)])
            else if string match -q -- "$option=*" $words[$i]
                set -a directories $option (string replace -r '^~/' $HOME/ -- (string replace -- "$option=" '' $words[$i]))
            end
        end
    end
    if test $argv[1] = token-name
        # The name of a token is asked for behind its owner's.
        set prefix (__admin_line)[2]!"$prefix"
    end
    set -l program (string replace -r '^~/' $HOME/ -- $words[1])
    $program __complete $directories $argv[1] "$prefix" 2>/dev/null </dev/null
end

complete -c @PROGRAM@ -f
@COMPLETE@
