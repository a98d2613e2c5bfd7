/** Past conversations of the demo. */
import type {PastConversation} from '../../core/past-conversation.ts';

const hour = 3_600_000;

type Conversation = [
	title: string,
	lastPrompt: string,
	folder: string,
	branch: string | null,
	hours: number,
	usd: number,
];

const conversations: readonly Conversation[] = [
	['Release notes', 'Looks good. Update the changelog and stop there', 'work/api', 'main', 0.4, 1.42],
	['Login times out', 'Why does the second run time out?', 'work/web', 'fix/login-timeout', 5, 3.8],
	['清洗步骤', '请把清洗步骤拆成独立的函数', 'work/数据管道', 'feature/清洗', 21, 2.15],
	['Flaky integration tests', 'Write the missing tests, then run them', 'work/monorepo', 'fix/flaky', 26, 12.07],
	['Pagination', 'Now do the same for the other three endpoints', 'work/api', 'feature/pages', 49, 6.31],
	['Upgrade to TLS 1.3', 'Explain what changed since the last release', 'work/infra', 'main', 74, 0.88],
	['Import of the old orders', 'Make it faster without changing the output', 'work/legacy', 'master', 120, 9.4],
	['Colours of the charts', 'Use the same palette as the design page', 'work/web', 'feature/charts', 170, 1.05],
	['Try the new gateway', 'What does it cost for a thousand requests?', 'play/gateway', null, 400, 0.31],
];

/** The latest first. `now`: ms. */
export function demoConversations(now: number): PastConversation[] {
	return conversations.map(([title, lastPrompt, folder, gitBranch, hours, costUsd], index) => ({
		sessionId: `d${index}e5a0${index}b-7c1f-4e2a-9b60-0c4d5e6f7a8b`,
		configDir: '/home/dev/.claude',
		title,
		lastPrompt,
		cwd: `/home/dev/${folder}`,
		gitBranch,
		lastAt: now - hours * hour,
		costUsd,
		partial: index % 3 === 1,
	}));
}
