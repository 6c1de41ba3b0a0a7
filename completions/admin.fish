# Completion of the command `admin` for fish 3.4 or newer; made by: admin completion fish
#
# What the commands are is data in here. Only ids are asked of the command itself: of the program
# that the line names, whatever it is called. For another name: complete -c NAME -w admin

# Prints the command that follows command $argv[1] by word $argv[2], an alias included.
function __admin_step
    switch (string trim -- "$argv[1] $argv[2]")
        case 'token'
            echo 'token'
        case 'key'
            echo 'key'
        case 'auth-key'
            echo 'auth-key'
        case 'cache'
            echo 'cache'
        case 'doctor'
            echo 'doctor'
        case 'completion'
            echo 'completion'
        case 'shell'
            echo 'shell'
        case 'help'
            echo 'help'
        case 'version'
            echo 'version'
        case 'token create' 'token add' 'token generate'
            echo 'token create'
        case 'token list' 'token ls'
            echo 'token list'
        case 'token show'
            echo 'token show'
        case 'token update' 'token modify'
            echo 'token update'
        case 'token regenerate' 'token rotate'
            echo 'token regenerate'
        case 'token enable'
            echo 'token enable'
        case 'token disable'
            echo 'token disable'
        case 'token delete' 'token remove' 'token rm'
            echo 'token delete'
        case 'token verify'
            echo 'token verify'
        case 'key create'
            echo 'key create'
        case 'key store' 'key import'
            echo 'key store'
        case 'key list' 'key ls'
            echo 'key list'
        case 'key show'
            echo 'key show'
        case 'key verify'
            echo 'key verify'
        case 'key archive'
            echo 'key archive'
        case 'key unarchive'
            echo 'key unarchive'
        case 'key change-passphrase'
            echo 'key change-passphrase'
        case 'key export'
            echo 'key export'
        case 'key delete'
            echo 'key delete'
        case 'auth-key status'
            echo 'auth-key status'
        case 'auth-key rotate'
            echo 'auth-key rotate'
        case 'auth-key show'
            echo 'auth-key show'
        case 'auth-key sign'
            echo 'auth-key sign'
        case 'auth-key verify'
            echo 'auth-key verify'
        case 'cache invalidate'
            echo 'cache invalidate'
        case 'cache status'
            echo 'cache status'
        case 'help token'
            echo 'help token'
        case 'help key'
            echo 'help key'
        case 'help auth-key'
            echo 'help auth-key'
        case 'help cache'
            echo 'help cache'
        case 'help doctor'
            echo 'help doctor'
        case 'help completion'
            echo 'help completion'
        case 'help shell'
            echo 'help shell'
        case 'help version'
            echo 'help version'
        case 'help output'
            echo 'help output'
        case 'help token create' 'help token add' 'help token generate'
            echo 'help token create'
        case 'help token list' 'help token ls'
            echo 'help token list'
        case 'help token show'
            echo 'help token show'
        case 'help token update' 'help token modify'
            echo 'help token update'
        case 'help token regenerate' 'help token rotate'
            echo 'help token regenerate'
        case 'help token enable'
            echo 'help token enable'
        case 'help token disable'
            echo 'help token disable'
        case 'help token delete' 'help token remove' 'help token rm'
            echo 'help token delete'
        case 'help token verify'
            echo 'help token verify'
        case 'help key create'
            echo 'help key create'
        case 'help key store' 'help key import'
            echo 'help key store'
        case 'help key list' 'help key ls'
            echo 'help key list'
        case 'help key show'
            echo 'help key show'
        case 'help key verify'
            echo 'help key verify'
        case 'help key archive'
            echo 'help key archive'
        case 'help key unarchive'
            echo 'help key unarchive'
        case 'help key change-passphrase'
            echo 'help key change-passphrase'
        case 'help key export'
            echo 'help key export'
        case 'help key delete'
            echo 'help key delete'
        case 'help auth-key status'
            echo 'help auth-key status'
        case 'help auth-key rotate'
            echo 'help auth-key rotate'
        case 'help auth-key show'
            echo 'help auth-key show'
        case 'help auth-key sign'
            echo 'help auth-key sign'
        case 'help auth-key verify'
            echo 'help auth-key verify'
        case 'help cache invalidate'
            echo 'help cache invalidate'
        case 'help cache status'
            echo 'help cache status'
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
                case --config-dir --run-dir -o --output --lock-timeout --color --comment --expire --secret-out --secret-file --secret-fd --expiring-within --kdf --hint --passphrase-file --passphrase-fd --in --format --new-passphrase-file --new-passphrase-fd --out --confirm --max-age --algorithm --reason --prefix --data --aad --account-id --access-key-id --user-name --user-names --role-name --table-name --arn --timeout --interval
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

complete -c admin -f
complete -c admin -l config-dir -x -a '(__fish_complete_directories)' -d 'configuration directory (ADMIN_CONFIG_DIR)'
complete -c admin -l run-dir -x -a '(__fish_complete_directories)' -d 'run directory (ADMIN_RUN_DIR)'
complete -c admin -s o -l output -x -a 'text json' -d 'text or json'
complete -c admin -l no-input -d 'ask nothing; fail where input is needed'
complete -c admin -s y -l yes -d 'say yes to what would be asked'
complete -c admin -s n -l dry-run -d 'make every check, write nothing'
complete -c admin -l lock-timeout -x -d 'how long to wait for a lock, such as 30s (10s)'
complete -c admin -s q -l quiet -d 'say only what was asked for, and errors'
complete -c admin -s v -l verbose -d 'say more'
complete -c admin -l color -x -a 'auto always never' -d 'colours: auto, always or never'
complete -c admin -l debug -d 'show where an error comes from'
complete -c admin -s h -l help -d 'show help'
complete -c admin -s V -l version -d 'show the version'
complete -c admin -n '__admin_is ""' -a token -d 'API tokens of users'
complete -c admin -n '__admin_is ""' -a key -d 'encryption keys'
complete -c admin -n '__admin_is ""' -a auth-key -d 'the key pair that signs login tickets'
complete -c admin -n '__admin_is ""' -a cache -d 'what servers remember of tokens, credentials and policies'
complete -c admin -n '__admin_is ""' -a doctor -d 'look for what is wrong with the files, and how to mend it; exits with 8 if anything is'
complete -c admin -n '__admin_is ""' -a completion -d 'print or install completion for bash, zsh or fish'
complete -c admin -n '__admin_is ""' -a shell -d 'type or pipe in commands one after the other'
complete -c admin -n '__admin_is ""' -a help -d 'show help of a command'
complete -c admin -n '__admin_is ""' -a version -d 'show the version'
complete -c admin -n '__admin_is "token"' -a create -d 'create a token and print its secret, this one time'
complete -c admin -n '__admin_is "token"' -a list -d 'list tokens; with filters, those that match any of them'
complete -c admin -n '__admin_is "token"' -a show -d 'show what is known of a token, but its secret'
complete -c admin -n '__admin_is "token"' -a update -d 'change comment, expiry or state; what is not named stays'
complete -c admin -n '__admin_is "token"' -a regenerate -d 'give a token a new secret and print that; the old one counts no longer'
complete -c admin -n '__admin_is "token"' -a enable -d 'let a token be used again'
complete -c admin -n '__admin_is "token"' -a disable -d 'refuse a token until it is enabled again'
complete -c admin -n '__admin_is "token"' -a delete -d 'delete a token; from then on it is refused'
complete -c admin -n '__admin_is "token"' -a verify -d 'check a secret; exits with 5 if it would be refused'
complete -c admin -n '__admin_is "token create"' -l comment -x -d 'one line about it; \'\' for none'
complete -c admin -n '__admin_is "token create"' -l expire -x -d 'never, 90d, 12h, 30m, 2027-01-31 (the end of that day), RFC 3339, or @EPOCH'
complete -c admin -n '__admin_is "token create"' -l disabled -d 'create it disabled'
complete -c admin -n '__admin_is "token create"' -l secret-out -r -F -d 'write the new secret to a new file, mode 0600'
complete -c admin -n '__admin_is "token create"' -l secret-stdin -d 'read the secret from the first line of standard input'
complete -c admin -n '__admin_is "token create"' -l secret-file -r -F -d 'read the secret from the first line of a file'
complete -c admin -n '__admin_is "token create"' -l secret-fd -x -d 'read the secret from the first line of file descriptor N'
complete -c admin -n '__admin_at "token create" 0' -k -a '(__admin_ask user)'
complete -c admin -n '__admin_is "token list"' -l expiring-within -x -d 'those that expire within a time such as 14d'
complete -c admin -n '__admin_is "token list"' -l expired -d 'those whose time, or whose owner\'s time, is over'
complete -c admin -n '__admin_is "token list"' -l disabled -d 'those that are disabled, or whose owner is'
complete -c admin -n '__admin_is "token list"' -l exit-code -d 'exit with 10 if nothing matches'
complete -c admin -n '__admin_at "token list" 0' -k -a '(__admin_ask user)'
complete -c admin -n '__admin_at "token show" 0' -k -a '(__admin_ask token)'
complete -c admin -n '__admin_at "token show" 1' -k -a '(__admin_ask token-name)'
complete -c admin -n '__admin_is "token update"' -l comment -x -d 'one line about it; \'\' for none'
complete -c admin -n '__admin_is "token update"' -l expire -x -d 'never, 90d, 12h, 30m, 2027-01-31 (the end of that day), RFC 3339, or @EPOCH'
complete -c admin -n '__admin_is "token update"' -l enable -d 'let it be used again'
complete -c admin -n '__admin_is "token update"' -l disable -d 'refuse it until it is enabled again'
complete -c admin -n '__admin_at "token update" 0' -k -a '(__admin_ask token)'
complete -c admin -n '__admin_at "token update" 1' -k -a '(__admin_ask token-name)'
complete -c admin -n '__admin_is "token regenerate"' -l secret-out -r -F -d 'write the new secret to a new file, mode 0600'
complete -c admin -n '__admin_is "token regenerate"' -l secret-stdin -d 'read the secret from the first line of standard input'
complete -c admin -n '__admin_is "token regenerate"' -l secret-file -r -F -d 'read the secret from the first line of a file'
complete -c admin -n '__admin_is "token regenerate"' -l secret-fd -x -d 'read the secret from the first line of file descriptor N'
complete -c admin -n '__admin_at "token regenerate" 0' -k -a '(__admin_ask token)'
complete -c admin -n '__admin_at "token regenerate" 1' -k -a '(__admin_ask token-name)'
complete -c admin -n '__admin_at "token enable" 0' -k -a '(__admin_ask token)'
complete -c admin -n '__admin_at "token enable" 1' -k -a '(__admin_ask token-name)'
complete -c admin -n '__admin_at "token disable" 0' -k -a '(__admin_ask token)'
complete -c admin -n '__admin_at "token disable" 1' -k -a '(__admin_ask token-name)'
complete -c admin -n '__admin_at "token delete" 0' -k -a '(__admin_ask token)'
complete -c admin -n '__admin_at "token delete" 1' -k -a '(__admin_ask token-name)'
complete -c admin -n '__admin_is "token verify"' -l secret-stdin -d 'read the secret from the first line of standard input'
complete -c admin -n '__admin_is "token verify"' -l secret-file -r -F -d 'read the secret from the first line of a file'
complete -c admin -n '__admin_is "token verify"' -l secret-fd -x -d 'read the secret from the first line of file descriptor N'
complete -c admin -n '__admin_at "token verify" 0' -k -a '(__admin_ask token)'
complete -c admin -n '__admin_at "token verify" 1' -k -a '(__admin_ask token-name)'
complete -c admin -n '__admin_is "key"' -a create -d 'make a new key, protected if a passphrase is given'
complete -c admin -n '__admin_is "key"' -a store -d 'store a key that comes from elsewhere'
complete -c admin -n '__admin_is "key"' -a list -d 'list keys'
complete -c admin -n '__admin_is "key"' -a show -d 'show what is known of a key, but the key itself'
complete -c admin -n '__admin_is "key"' -a verify -d 'open keys and check them against their fingerprints'
complete -c admin -n '__admin_is "key"' -a archive -d 'keep a key from encrypting; it still decrypts'
complete -c admin -n '__admin_is "key"' -a unarchive -d 'let a key encrypt again'
complete -c admin -n '__admin_is "key"' -a change-passphrase -d 'protect a key by another passphrase, or by none with --kdf none'
complete -c admin -n '__admin_is "key"' -a export -d 'write a key file, protected or not as it is stored'
complete -c admin -n '__admin_is "key"' -a delete -d 'delete an archived key for good, and with it what it has encrypted'
complete -c admin -n '__admin_is "key create"' -l kdf -x -a 'none scrypt pbkdf2' -d 'how the passphrase protects the key: none, scrypt or pbkdf2'
complete -c admin -n '__admin_is "key create"' -l hint -x -d 'what reminds of the passphrase; everybody can read it'
complete -c admin -n '__admin_is "key create"' -l passphrase-stdin -d 'read the new passphrase from the first line of standard input'
complete -c admin -n '__admin_is "key create"' -l passphrase-file -r -F -d 'read the new passphrase from the first line of a file'
complete -c admin -n '__admin_is "key create"' -l passphrase-fd -x -d 'read the new passphrase from the first line of file descriptor N'
complete -c admin -n '__admin_is "key store"' -l in -r -F -d 'where the key is, - for standard input'
complete -c admin -n '__admin_is "key store"' -l format -x -a 'json raw hex base64' -d 'json, raw, hex or base64; recognized unless named'
complete -c admin -n '__admin_is "key store"' -l kdf -x -a 'none scrypt pbkdf2' -d 'how the passphrase protects the key: none, scrypt or pbkdf2'
complete -c admin -n '__admin_is "key store"' -l hint -x -d 'what reminds of the passphrase; everybody can read it'
complete -c admin -n '__admin_is "key store"' -l passphrase-stdin -d 'read the passphrase from the first line of standard input'
complete -c admin -n '__admin_is "key store"' -l passphrase-file -r -F -d 'read the passphrase from the first line of a file'
complete -c admin -n '__admin_is "key store"' -l passphrase-fd -x -d 'read the passphrase from the first line of file descriptor N'
complete -c admin -n '__admin_is "key list"' -l active -d 'only those that are active'
complete -c admin -n '__admin_is "key list"' -l archived -d 'only those that are archived'
complete -c admin -n '__admin_is "key list"' -l exit-code -d 'exit with 10 if nothing matches'
complete -c admin -n '__admin_at "key show" 0' -k -a '(__admin_ask key)'
complete -c admin -n '__admin_is "key verify"' -l all -d 'every key'
complete -c admin -n '__admin_is "key verify"' -l passphrase-stdin -d 'read the passphrase from the first line of standard input'
complete -c admin -n '__admin_is "key verify"' -l passphrase-file -r -F -d 'read the passphrase from the first line of a file'
complete -c admin -n '__admin_is "key verify"' -l passphrase-fd -x -d 'read the passphrase from the first line of file descriptor N'
complete -c admin -n '__admin_at "key verify" 0+' -k -a '(__admin_ask key)'
complete -c admin -n '__admin_at "key archive" 0' -k -a '(__admin_ask active-key)'
complete -c admin -n '__admin_at "key unarchive" 0' -k -a '(__admin_ask archived-key)'
complete -c admin -n '__admin_is "key change-passphrase"' -l kdf -x -a 'none scrypt pbkdf2' -d 'how the passphrase protects the key: none, scrypt or pbkdf2 (scrypt)'
complete -c admin -n '__admin_is "key change-passphrase"' -l hint -x -d 'what reminds of the passphrase; everybody can read it; the old one is dropped'
complete -c admin -n '__admin_is "key change-passphrase"' -l passphrase-stdin -d 'read the present passphrase from the first line of standard input'
complete -c admin -n '__admin_is "key change-passphrase"' -l passphrase-file -r -F -d 'read the present passphrase from the first line of a file'
complete -c admin -n '__admin_is "key change-passphrase"' -l passphrase-fd -x -d 'read the present passphrase from the first line of file descriptor N'
complete -c admin -n '__admin_is "key change-passphrase"' -l new-passphrase-stdin -d 'read the new passphrase from the first line of standard input'
complete -c admin -n '__admin_is "key change-passphrase"' -l new-passphrase-file -r -F -d 'read the new passphrase from the first line of a file'
complete -c admin -n '__admin_is "key change-passphrase"' -l new-passphrase-fd -x -d 'read the new passphrase from the first line of file descriptor N'
complete -c admin -n '__admin_at "key change-passphrase" 0' -k -a '(__admin_ask active-key)'
complete -c admin -n '__admin_is "key export"' -l out -r -F -d 'a new file, mode 0600, or - for standard output'
complete -c admin -n '__admin_is "key export"' -l confirm -x -k -a '(__admin_ask key)' -d 'with --yes: do it unasked; ID as in the list'
complete -c admin -n '__admin_at "key export" 0' -k -a '(__admin_ask key)'
complete -c admin -n '__admin_is "key delete"' -l confirm -x -k -a '(__admin_ask archived-key)' -d 'with --yes: do it unasked; ID as in the list'
complete -c admin -n '__admin_at "key delete" 0' -k -a '(__admin_ask archived-key)'
complete -c admin -n '__admin_is "auth-key"' -a status -d 'show the key pair, its age and whether it is to be replaced'
complete -c admin -n '__admin_is "auth-key"' -a rotate -d 'replace the key pair if that is due; the old one still verifies'
complete -c admin -n '__admin_is "auth-key"' -a show -d 'print the public key in PEM'
complete -c admin -n '__admin_is "auth-key"' -a sign -d 'sign a ticket and print it; whoever has it is let in'
complete -c admin -n '__admin_is "auth-key"' -a verify -d 'check a ticket on standard input; exits with 5 if it would be refused'
complete -c admin -n '__admin_is "auth-key status"' -l max-age -x -d 'replace it when it is older, such as 12h (24h)'
complete -c admin -n '__admin_is "auth-key status"' -l exit-code -d 'exit with 10 if a rotation is due'
complete -c admin -n '__admin_is "auth-key rotate"' -l force -d 'replace it even if it is not too old'
complete -c admin -n '__admin_is "auth-key rotate"' -l algorithm -x -a 'ed25519 rsa-2048 rsa-4096' -d 'ed25519, rsa-2048 or rsa-4096 (as the present key)'
complete -c admin -n '__admin_is "auth-key rotate"' -l max-age -x -d 'replace it when it is older, such as 12h (24h)'
complete -c admin -n '__admin_is "auth-key rotate"' -l reason -x -d 'why, for the audit log'
complete -c admin -n '__admin_is "auth-key show"' -l old -d 'the key before the last rotation'
complete -c admin -n '__admin_is "auth-key show"' -l fingerprint -d 'its SHA-256 fingerprint instead'
complete -c admin -n '__admin_is "auth-key sign"' -l prefix -x -d 'what kind of ticket it is'
complete -c admin -n '__admin_is "auth-key sign"' -l data -x -d 'what it vouches for'
complete -c admin -n '__admin_is "auth-key sign"' -l aad -x -d 'additional data that is signed with the ticket'
complete -c admin -n '__admin_is "auth-key verify"' -l prefix -x -d 'what kind of ticket it must be (any)'
complete -c admin -n '__admin_is "auth-key verify"' -l aad -x -d 'additional data that is signed with the ticket'
complete -c admin -n '__admin_is "cache"' -a invalidate -d 'make every server forget; when it returns, none answers from before'
complete -c admin -n '__admin_is "cache"' -a status -d 'show the servers, and how often memory could answer'
complete -c admin -n '__admin_is "cache invalidate"' -l account-id -x -d 'the account, for most scopes'
complete -c admin -n '__admin_is "cache invalidate"' -l access-key-id -x -d 'the access key, for credential'
complete -c admin -n '__admin_is "cache invalidate"' -l user-name -x -d 'the user, for user'
complete -c admin -n '__admin_is "cache invalidate"' -l user-names -x -d 'a member, for group-members; can be repeated'
complete -c admin -n '__admin_is "cache invalidate"' -l role-name -x -d 'the role, for role'
complete -c admin -n '__admin_is "cache invalidate"' -l table-name -x -d 'the table, for table-key-info'
complete -c admin -n '__admin_is "cache invalidate"' -l arn -x -d 'the resource, for resource-tags'
complete -c admin -n '__admin_is "cache invalidate"' -l timeout -x -d 'how long to wait for the servers (5s)'
complete -c admin -n '__admin_is "cache invalidate"' -l no-wait -d 'do not wait; each server forgets before its next look-up'
complete -c admin -n '__admin_at "cache invalidate" 0' -a 'all tokens account credential user role group-members table-key-info resource-tags'
complete -c admin -n '__admin_at "cache invalidate" 1+ tokens' -k -a '(__admin_ask token-id)'
complete -c admin -n '__admin_is "cache status"' -l watch -d 'show it again and again, until interrupted'
complete -c admin -n '__admin_is "cache status"' -l interval -x -d 'how long between two looks (2s)'
complete -c admin -n '__admin_is "doctor"' -l fix -d 'mend what can be mended without losing anything'
complete -c admin -n '__admin_is "completion"' -l install -d 'write it to where the shell looks for it'
complete -c admin -n '__admin_at "completion" 0' -a 'bash zsh fish'
complete -c admin -n '__admin_is "help"' -a token -d 'API tokens of users'
complete -c admin -n '__admin_is "help"' -a key -d 'encryption keys'
complete -c admin -n '__admin_is "help"' -a auth-key -d 'the key pair that signs login tickets'
complete -c admin -n '__admin_is "help"' -a cache -d 'what servers remember of tokens, credentials and policies'
complete -c admin -n '__admin_is "help"' -a doctor -d 'look for what is wrong with the files, and how to mend it; exits with 8 if anything is'
complete -c admin -n '__admin_is "help"' -a completion -d 'print or install completion for bash, zsh or fish'
complete -c admin -n '__admin_is "help"' -a shell -d 'type or pipe in commands one after the other'
complete -c admin -n '__admin_is "help"' -a version -d 'show the version'
complete -c admin -n '__admin_is "help"' -a output -d 'the JSON schema of answers'
complete -c admin -n '__admin_is "help token"' -a create -d 'create a token and print its secret, this one time'
complete -c admin -n '__admin_is "help token"' -a list -d 'list tokens; with filters, those that match any of them'
complete -c admin -n '__admin_is "help token"' -a show -d 'show what is known of a token, but its secret'
complete -c admin -n '__admin_is "help token"' -a update -d 'change comment, expiry or state; what is not named stays'
complete -c admin -n '__admin_is "help token"' -a regenerate -d 'give a token a new secret and print that; the old one counts no longer'
complete -c admin -n '__admin_is "help token"' -a enable -d 'let a token be used again'
complete -c admin -n '__admin_is "help token"' -a disable -d 'refuse a token until it is enabled again'
complete -c admin -n '__admin_is "help token"' -a delete -d 'delete a token; from then on it is refused'
complete -c admin -n '__admin_is "help token"' -a verify -d 'check a secret; exits with 5 if it would be refused'
complete -c admin -n '__admin_is "help key"' -a create -d 'make a new key, protected if a passphrase is given'
complete -c admin -n '__admin_is "help key"' -a store -d 'store a key that comes from elsewhere'
complete -c admin -n '__admin_is "help key"' -a list -d 'list keys'
complete -c admin -n '__admin_is "help key"' -a show -d 'show what is known of a key, but the key itself'
complete -c admin -n '__admin_is "help key"' -a verify -d 'open keys and check them against their fingerprints'
complete -c admin -n '__admin_is "help key"' -a archive -d 'keep a key from encrypting; it still decrypts'
complete -c admin -n '__admin_is "help key"' -a unarchive -d 'let a key encrypt again'
complete -c admin -n '__admin_is "help key"' -a change-passphrase -d 'protect a key by another passphrase, or by none with --kdf none'
complete -c admin -n '__admin_is "help key"' -a export -d 'write a key file, protected or not as it is stored'
complete -c admin -n '__admin_is "help key"' -a delete -d 'delete an archived key for good, and with it what it has encrypted'
complete -c admin -n '__admin_is "help auth-key"' -a status -d 'show the key pair, its age and whether it is to be replaced'
complete -c admin -n '__admin_is "help auth-key"' -a rotate -d 'replace the key pair if that is due; the old one still verifies'
complete -c admin -n '__admin_is "help auth-key"' -a show -d 'print the public key in PEM'
complete -c admin -n '__admin_is "help auth-key"' -a sign -d 'sign a ticket and print it; whoever has it is let in'
complete -c admin -n '__admin_is "help auth-key"' -a verify -d 'check a ticket on standard input; exits with 5 if it would be refused'
complete -c admin -n '__admin_is "help cache"' -a invalidate -d 'make every server forget; when it returns, none answers from before'
complete -c admin -n '__admin_is "help cache"' -a status -d 'show the servers, and how often memory could answer'
