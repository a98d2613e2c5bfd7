/** `ccmon setup` as the tests call it: without questions, for one config folder, all in the test's own folder. */
import type {SetupOptions} from '../../source/setup/run.ts';
import type {TemporaryFolder} from '../support/environment.ts';

/** `write` gets the questions, too; each is answered with `answer`. */
export const setupIn = (folder: TemporaryFolder, write: (text: string) => void, answer = false): SetupOptions => ({
	configDirs: [folder.at('claude')],
	stateDir: folder.at('state'),
	script: '# script\n',
	environment: {},
	yes: true,
	managedDir: folder.at('managed'),
	io: {
		write,
		async ask(question) {
			write(question);
			return answer;
		},
		color: false,
	},
});
