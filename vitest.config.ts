import {defineConfig} from 'vitest/config';

export default defineConfig({
	test: {
		// Times of day and dates are asserted in one zone everywhere.
		env: {TZ: 'UTC', NODE_ENV: 'test'},
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['test/**/*.test.{ts,tsx}'],
					exclude: ['test/e2e/**'],
					globalSetup: 'test/support/own-home.ts',
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			{
				extends: true,
				test: {
					name: 'e2e',
					include: ['test/e2e/**/*.test.{ts,tsx}'],
					// Waits end sooner, and say what they waited for.
					testTimeout: 300_000,
					hookTimeout: 300_000,
					// Each drives whole terminals on two cores: side by side they would only time one another out.
					fileParallelism: false,
				},
			},
		],
	},
});
