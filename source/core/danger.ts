/** What looks dangerous about a tool call: allowing it requires typing a word. A guess that errs on the safe side. */

/** Words that end a command and begin the next. */
const start = String.raw`(?:^|[\n;&|(\x60{]|\b(?:then|do|else|xargs|exec|env|time|nohup|command)\b)\s*(?:-\S+\s+)*(?:\w+=\S*\s+)*(?:\S*/)?`;

const command = (words: string) => new RegExp(`${start}(?:${words})(?=$|[\\s;&|)])`);

const commands: readonly (readonly [RegExp, string])[] = [
	[command('rm|rmdir|unlink|shred|srm|trash|mkfs\\S*|dd|truncate'), 'it deletes'],
	[/\bfind\b[^\n;|&]*\s-(?:delete|exec(?:dir)?\s+\S*rm)\b|\brsync\b[^\n;|&]*\s--delete/, 'it deletes'],
	[
		/\bgit\b[^\n;|&]*\s(?:clean\b|reset\s[^\n;|&]*--hard|branch\s[^\n;|&]*-\w*D|stash\s+(?:drop|clear)|checkout\s+(?:-f|--|\.)|restore\b|rm\b)/,
		'it deletes',
	],
	[
		/\b(?:docker|podman|kubectl|helm|terraform|gh|aws|gcloud|npm)\b[^\n;|&]*\s(?:rm|rmi|prune|delete|destroy|unpublish|uninstall)\b/,
		'it deletes',
	],
	[/\b(?:drop\s+(?:table|database|schema)|delete\s+from|truncate\s+table)\b/i, 'it deletes'],
	[
		/\bgit\b[^\n;|&]*\spush\b[^\n;|&]*\s(?:-\w*f\w*\b|--force\S*|--mirror|--delete|-\w*d\b|\+\S|:\S)/,
		'it force-pushes',
	],
	[command('sudo|doas|su|pkexec|runuser'), 'it runs as another user'],
	[
		/\|&?\s*(?:\w+=\S*\s+)*(?:sudo\s+)?(?:\S*\/)?(?:ba|z|da|k|fi)?sh\b|\|\s*(?:\S*\/)?(?:python\d?|node|perl|ruby|php|osascript)\b/,
		'it runs what another command prints',
	],
	[
		/\b(?:eval|source|sh|bash|zsh)\b[^\n;]*[$<]\(\s*(?:curl|wget|fetch)\b|\beval\b/,
		'it runs what another command prints',
	],
];

/** Devices that store nothing. */
const harmlessPaths = /^\/dev\/(?:null|std(?:in|out|err)|tty|zero|u?random)$/;

/** Null: nothing looks dangerous. Otherwise what it does, in a few words: `it deletes`. `cwd`: null if unknown. */
export function dangerOf(tool: string, input: Readonly<Record<string, unknown>>, cwd: string | null): string | null {
	if (tool === 'Bash' || tool === 'Monitor') return dangerOfCommand(String(input.command ?? ''), cwd);
	if (/delete|remove|drop|destroy|purge|erase/i.test(tool)) return 'its name says that it deletes';
	const path = input.file_path ?? input.notebook_path ?? input.path;
	return typeof path === 'string' && isOutside(path, cwd) ? 'it reaches out of its folder' : null;
}

function dangerOfCommand(text: string, cwd: string | null): string | null {
	for (const [pattern, danger] of commands) if (pattern.test(text)) return danger;
	const words = text.split(/[\s;&|()<>"'`=]+|:(?=\/[^/])/);
	const outside = words.some(word => looksLikePath(word) && isOutside(word, cwd));
	return outside || /\$\{?(?:HOME|OLDPWD|TMPDIR)\b/.test(text) ? 'it reaches out of its folder' : null;
}

const looksLikePath = (word: string) =>
	/^(?:\/|~|\.\.(?:\/|$))|\/\.\.(?:\/|$)/.test(word) && !/^\/+$/.test(word.slice(1));

function isOutside(path: string, cwd: string | null): boolean {
	if (harmlessPaths.test(path)) return false;
	if (path.startsWith('~') || cwd === null) return true;
	const parts: string[] = [];
	for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	const place = `/${parts.join('/')}`;
	return place !== cwd && !place.startsWith(`${cwd}/`);
}
