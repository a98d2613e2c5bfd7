// Asks a Claude Code what models cost and how large their windows are: it runs offline against the test suite's stand-in
// for the API, which answers with usage of known size, and says with each answer what it has counted so far.
import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {bareModelId} from '../source/claude/models/model-id.ts';
import type {Prices} from '../source/claude/models/models.ts';
import {startStub} from '../test/support/anthropic-stub.ts';
import {createClaudeHome} from '../test/support/claude.ts';
import type {ModelRow} from './model-table.ts';

/** A few tokens would be rounded, many would fill the context. */
const someTokens = 10_000;
/** Prompts to look for a step in the prices with, each within its window. */
const largePrompts = [150_000, 900_000] as const;
const answerTimeoutMs = 30_000;

type Usage = Readonly<Record<string, unknown>>;

const classes: Readonly<Record<keyof Prices, (tokens: number) => Usage>> = {
	input: tokens => ({input_tokens: tokens}),
	output: tokens => ({output_tokens: tokens}),
	cacheWrite5m: tokens => ({cache_creation_input_tokens: tokens}),
	cacheWrite1h: tokens => ({cache_creation_input_tokens: tokens, ephemeral_1h_input_tokens: tokens}),
	cacheRead: tokens => ({cache_read_input_tokens: tokens}),
};
const classNames = Object.keys(classes) as (keyof Prices)[];

/** As it is written with each result, counted from the start of the process. */
interface Counted {
	costUSD: number;
	contextWindow: number;
	canonicalModel?: string;
	costBasis?: string;
}

export interface ModelAnswer {
	/** As the table names it. */
	id: string;
	/** Null: Claude Code does not know the model, and prices it like another. */
	row: ModelRow | null;
}

export interface ModelQuestions {
	/** Of the models that it offers itself. */
	offered: readonly string[];
	ask(model: string): Promise<ModelAnswer>;
	usInferenceMultiplier(): Promise<number>;
	webSearchUsd(): Promise<number>;
	close(): Promise<void>;
}

/** Starts it; every question after that takes some tens of milliseconds. */
export async function questionClaude(binary: string): Promise<ModelQuestions> {
	const stub = await startStub({charactersPerSecond: 100_000});
	const env = {DISABLE_AUTO_COMPACT: '1', CLAUDE_CODE_DISABLE_LEGACY_MODEL_REMAP: '1'};
	const home = await createClaudeHome({url: stub.url, env});
	const args = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'];
	const child = spawn(binary, args, {cwd: await home.project('models'), env: home.env});
	child.stderr.resume();
	const {send, control} = talkTo(child);
	const {models = []} = await control({subtype: 'initialize'});
	const counted = new Map<string, number>();

	/** Dollars of one answer with this usage. */
	const costOf = async (usage: Usage): Promise<Counted> => {
		const none = {input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0};
		const forced = JSON.stringify({...none, ephemeral_1h_input_tokens: 0, ...usage});
		const content = `x [[words 1]] [[usage ${forced}]]`;
		const {modelUsage, is_error} = await send({type: 'user', message: {role: 'user', content}});
		if (is_error) throw new Error(`Claude Code refused an answer with the usage ${forced}`);
		for (const [name, totals] of Object.entries(modelUsage as Record<string, Counted>)) {
			const costUSD = totals.costUSD - (counted.get(name) ?? 0);
			counted.set(name, totals.costUSD);
			if (costUSD > 0) return {...totals, costUSD};
		}
		throw new Error(`Claude Code counted nothing for the usage ${forced}`);
	};
	/** Dollars per million tokens of each class; `prompt`: more tokens in the prompt than there are of the class. */
	const pricesOf = async (tokens: number, rest: Usage = {}): Promise<Prices> => {
		const prices: Partial<Prices> = {};
		for (const name of classNames) prices[name] = perMillion(await costOf({...classes[name](tokens), ...rest}), tokens);
		return prices as Prices;
	};
	const inputPrice = async (tokens: number) => perMillion(await costOf(classes.input(tokens)), tokens);

	/** The largest prompt at the lower price: between two that are known to differ. */
	const findStep = async (low: number, high: number): Promise<number> => {
		const lowPrice = await inputPrice(low);
		let [below, above] = [low, high];
		while (above - below > 1) {
			const middle = Math.floor((below + above) / 2);
			if ((await inputPrice(middle)) === lowPrice) below = middle;
			else above = middle;
		}
		return below;
	};
	const findAbove = async (standard: Prices, window: number): Promise<ModelRow['above']> => {
		for (const [index, large] of largePrompts.entries()) {
			if (large >= window || (await inputPrice(large)) === standard.input) continue;
			const promptTokens = await findStep(index === 0 ? someTokens : largePrompts[index - 1]!, large);
			const prices = await pricesOf(large);
			// The answer is not in the prompt: it needs one beside it.
			const [alone, both] = [
				await costOf(classes.input(large)),
				await costOf({...classes.input(large), output_tokens: 1000}),
			];
			const output = perMillion({costUSD: both.costUSD - alone.costUSD}, 1000);
			return {promptTokens, ...prices, output};
		}
		return undefined;
	};

	return {
		offered: (models as {resolvedModel?: string}[]).flatMap(({resolvedModel}) => resolvedModel ?? []),
		async ask(model) {
			await control({subtype: 'set_model', model: spelled(model)});
			const {canonicalModel = model, costBasis, contextWindow} = await costOf(classes.input(someTokens));
			const id = bareModelId(canonicalModel);
			if (costBasis === 'unknown') return {id, row: null};
			const standard = await pricesOf(someTokens);
			const above = await findAbove(standard, contextWindow);
			// Last, with few tokens: the next model may have a smaller window.
			const fast = await pricesOf(someTokens, {speed: 'fast'});
			const isFaster = classNames.some(name => fast[name] !== standard[name]);
			return {id, row: {...standard, window: contextWindow, ...(above && {above}), ...(isFaster && {fast})}};
		},
		async usInferenceMultiplier() {
			const [usual, us] = [
				await costOf(classes.input(someTokens)),
				await costOf({...classes.input(someTokens), inference_geo: 'us'}),
			];
			return rounded(us.costUSD / usual.costUSD);
		},
		async webSearchUsd() {
			return rounded((await costOf({server_tool_use: {web_search_requests: 10}})).costUSD / 10);
		},
		async close() {
			child.stdin.end();
			await Promise.race([new Promise(resolve => child.once('exit', resolve)), sleep(5000, null, {ref: false})]);
			await home.remove();
			await stub.close();
		},
	};
}

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
const perMillion = ({costUSD}: Pick<Counted, 'costUSD'>, tokens: number) => rounded((costUSD * 1e6) / tokens);

/** The first of a generation is distinguished from its later ones by a zero. */
const spelled = (model: string) => model.replace(/^(claude-(?:opus|sonnet)-4)$/, '$1-0');

// biome-ignore lint/suspicious/noExplicitAny: what Claude Code writes is looked at field by field
type Message = any;

/** One message at a time over its standard input, with the answer to it. */
function talkTo(child: ChildProcessWithoutNullStreams) {
	let receive: (message: Message) => void = () => {};
	createInterface(child.stdout).on('line', line => receive(JSON.parse(line)));
	const answerTo = (message: object, isAnswer: (message: Message) => boolean) =>
		new Promise<Message>((resolve, reject) => {
			const late = setTimeout(() => reject(new Error('Claude Code does not answer')), answerTimeoutMs);
			receive = received => {
				if (!isAnswer(received)) return;
				clearTimeout(late);
				resolve(received);
			};
			child.stdin.write(`${JSON.stringify(message)}\n`);
		});
	let requests = 0;
	return {
		send: (message: object) => answerTo(message, ({type}) => type === 'result'),
		async control(request: object): Promise<Message> {
			const request_id = String(++requests);
			const isOurs = ({type, response}: Message) => type === 'control_response' && response?.request_id === request_id;
			const {response} = await answerTo({type: 'control_request', request_id, request}, isOurs);
			if (response.subtype !== 'success')
				throw new Error(`Claude Code refused ${JSON.stringify(request)}: ${response.error}`);
			return response.response ?? {};
		},
	};
}
