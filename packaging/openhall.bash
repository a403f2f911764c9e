# Completion of openhall(1) for bash.

# Options of a command.
_openhall_options() {
	case $1 in
	serve) echo --data --listen --config --web --loops --hosts --log-level --insecure --demo --demo-speed --demo-seed ;;
	hall) echo --data --json ;;
	customer) echo --data ;;
	demo) echo --data --halls --windows --services --clerks --utc-offset ;;
	print-test) echo --paper --lang ;;
	replay) echo --branch --servers --data --waits --json ;;
	verify) echo --data --json ;;
	backup | restore | migrate) echo --data ;;
	doctor) echo --config --data ;;
	bench) echo --json --seconds --screens --busy --dir ;;
	esac
	echo --help
}

# What may stand right behind a command.
_openhall_verbs() {
	case $1 in
	config) echo check show ;;
	hall) echo list show apply ;;
	customer) echo import remove count ;;
	demo) echo init ;;
	bench) echo queue ;;
	esac
}

_openhall() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]-}
	local commands="serve config hall customer demo print-test replay verify backup restore doctor migrate bench help version"

	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
		return
	fi
	case $before in
	--data | --web | --dir)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	--paper)
		mapfile -t COMPREPLY < <(compgen -W "57 58 80" -- "$word")
		return
		;;
	--lang)
		mapfile -t COMPREPLY < <(compgen -W "zh-CN en both" -- "$word")
		return
		;;
	--log-level)
		mapfile -t COMPREPLY < <(compgen -W "error warn info debug" -- "$word")
		return
		;;
	esac
	if [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_openhall_options "$command")" -- "$word")
	elif ((COMP_CWORD == 2)) && [[ -n $(_openhall_verbs "$command") ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_openhall_verbs "$command")" -- "$word")
	fi
}

# Where there is nothing of ours to offer, files are.
complete -o default -F _openhall openhall
