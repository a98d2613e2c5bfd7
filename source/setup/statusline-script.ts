/**
 * The shell script behind Claude Code's `statusLine` setting. Claude Code hands its command to `/bin/sh -c`, with a JSON
 * object on stdin, after every answer (https://code.claude.com/docs/en/statusline). The command reads the script into
 * that shell: this saves a process, and the previous command still runs in its usual shell.
 */
import {statuslineFolder} from '../platform/paths.ts';
import {shellQuoted} from '../platform/shell.ts';

/**
 * The text of the script, for dash, bash, busybox and other POSIX shells. `_ccmon_previous` holds the status line
 * command to run after it. Builtins only, and one `mv` that runs beside that command. The variables have odd names, so
 * that it overwrites none that the previous command should inherit.
 */
export function statuslineScript(stateDir: string): string {
	return `${head}_ccmon_folder=${shellQuoted(statuslineFolder(stateDir))}\n${keep}${showPrevious}${showOwn}`;
}

const head = `# Installed by ccmon: keeps what Claude Code reports for ccmon to read, then shows the status line that was set before,
# or a short one. "ccmon setup --undo" takes it out of Claude Code's settings again.
`;

const keep = `
_ccmon_json=
while IFS= read -r _ccmon_line; do
	_ccmon_json="$_ccmon_json$_ccmon_line
"
done
_ccmon_json=$_ccmon_json$_ccmon_line

_ccmon_id=
case $_ccmon_json in
*'"session_id"'*)
	_ccmon_id=\${_ccmon_json#*'"session_id"'}
	_ccmon_id=\${_ccmon_id#*'"'}
	_ccmon_id=\${_ccmon_id%%'"'*}
	;;
esac

case $_ccmon_id in
# Nothing but what a session id is made of may become part of a path.
'' | -* | *[!0123456789abcdefABCDEF-]*) ;;
*)
	_ccmon_file=$_ccmon_folder/$_ccmon_id.json
	if [ \${#_ccmon_id} -le 64 ] && [ ! -L "$_ccmon_folder" ] && [ -O "$_ccmon_folder" ] && [ ! -d "$_ccmon_file" ]; then
		(
			umask 077
			# Spares mv the time to load a language.
			export LC_ALL=C
			# Writes through nothing that is already there.
			set -C
			_ccmon_new=$_ccmon_folder/.$_ccmon_id.$$
			if printf '%s' "$_ccmon_json" >"$_ccmon_new"; then
				exec mv -f "$_ccmon_new" "$_ccmon_file"
			fi
			exec rm -f "$_ccmon_new"
		) </dev/null >/dev/null 2>&1 &
		_ccmon_job=$!
		# Else it stays a zombie where nobody reaps orphans, as in many containers.
		trap 'wait "$_ccmon_job"' EXIT
	fi
	;;
esac
`;

// A here-document, because it needs neither a process nor, in most shells, a disk. It adds back the newline taken off.
const showPrevious = `
if [ -n "$_ccmon_previous" ]; then
	{ eval "$_ccmon_previous"; } <<_ccmon_end
\${_ccmon_json%
}
_ccmon_end
	exit
fi
`;

const showOwn = `
# Model, part of the window in use, cost: Opus 5.5 · 14% · $0.42
_ccmon_show=
case $_ccmon_json in
*'"display_name":"'*)
	_ccmon_show=\${_ccmon_json#*'"display_name":"'}
	_ccmon_show=\${_ccmon_show%%'"'*}
	case $_ccmon_show in *\\\\*) _ccmon_show= ;; esac
	;;
esac
case $_ccmon_json in
*'"context_window":'*'"used_percentage":'*)
	_ccmon_part=\${_ccmon_json#*'"context_window":'}
	_ccmon_part=\${_ccmon_part#*'"used_percentage":'}
	_ccmon_part=\${_ccmon_part%%[!0123456789]*}
	[ -z "$_ccmon_part" ] || _ccmon_show="$_ccmon_show · $_ccmon_part%"
	;;
esac
case $_ccmon_json in
*'"total_cost_usd":'[0123456789]*)
	_ccmon_part=\${_ccmon_json#*'"total_cost_usd":'}
	_ccmon_part=\${_ccmon_part%%[!0123456789.eE+-]*}
	_ccmon_show="$_ccmon_show · \\$"
	;;
*) _ccmon_part= ;;
esac
_ccmon_show=\${_ccmon_show# · }
if [ -n "$_ccmon_part" ]; then
	LC_ALL=C printf '%s%.2f\\n' "$_ccmon_show" "$_ccmon_part" 2>/dev/null
else
	printf '%s\\n' "$_ccmon_show" 2>/dev/null
fi
exit 0
`;
