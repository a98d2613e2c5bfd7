/**
 * The config file as documentation: what is set is the default, what is commented out is an example. A test reads
 * it with the real parser, both ways.
 */
export const sampleConfig = `# ~/.config/ccmon/config.toml

# Claude Code's config folders, one per account. Without it: $CLAUDE_CONFIG_DIR, which may be a list with
# commas, else ~/.claude and ~/.config/claude.
# configDirs = ["~/.claude", "~/.claude-work"]

# The documented average and 90 % day that the header compares with: "2026-08" ($13, $30) or "2025" ($6, $12).
figures = "2026-08"

# People who share your organisation's rate limit; picks the recommended tokens per minute.
teamSize = 1

# A session with more background use than this is marked.
backgroundNormUsd = 0.04

# "auto", "dark", "light", "high-contrast" or "colour-blind"; and whether to draw with ASCII only.
theme = "auto"
ascii = false

# The wheel moves, a click chooses a row. Text is then selected with Shift held down, in most terminals.
mouse = false

# Offered when compacting with instructions.
compactInstructions = ["Focus on code samples and API usage"]

# Nobody is notified during these hours.
# quietHours = "22:00-07:00"

# Dollars. Gauges in the header and behind u, marked ! from 80 % and !! from 100 % on; notified once each, see below.
[budgets]
# dayUsd = 30
# monthUsd = 250
# sessionUsd = 5

# Per month, by project folder.
[budgets.projects]
# "~/work/api" = 100

# By session name, in place of sessionUsd.
[budgets.sessions]
# "api-refactor" = 20

# What Claude Code's price list cannot know. A contract's discount on list prices, in per cent.
[prices]
# discountPercent = 15

# What a region adds to list prices, in per cent: "bedrock", "bedrock.eu" (and other regions), "vertex", "anthropic".
[prices.regions]
# "bedrock.eu" = 10

# A gateway's models, and models at prices of your own: dollars per million tokens, charged as written. Cache prices that
# are left out are those of input.
[prices.models]
# "glm-4.7" = {input = 0.6, output = 2.2, cacheRead = 0.11, cacheWrite5m = 0.6, cacheWrite1h = 0.6, windowTokens = 200000}

# Compact an idle session while its cache is warm, from this many per cent of its threshold on.
[policy]
compactIdleAt = "off"

[policy.projects]
# "~/work/api" = 80

[notifications]
# Any of "bell", "osc9", "osc777", "command".
via = []
# The message is added as the last argument.
# command = ["notify-send", "ccmon"]
# Any of "waiting", "finished", "error", "fill", "budget" (at 80 % and at 100 % of one, also across restarts).
events = ["waiting", "finished", "error", "budget"]
# Of the compaction threshold, for "fill".
fillPercent = 90

[keys]
# Dollars. Compacting by key asks first when it costs more.
confirmAboveUsd = 0.25

# What R, ccmon sessions and ccmon resume find conversations by.
[search]
# Keep the first 2,000 characters of each prompt in ccmon's own index, for you alone. false removes what was kept: titles,
# folders and branches are searched then.
prompts = true

# Asked for what they count, to be shown beside ccmon's own figure. Keys come from the environment or an owner-only
# file, never from here. A provider without url is not asked.
# A LiteLLM proxy: what this key has spent, or, for an administrator's key, what each has.
[providers.litellm]
# url = "http://localhost:4000"
keyEnv = "LITELLM_API_KEY"
# keyFile = "~/.config/ccmon/litellm.key"

# The Console's cost report of the organisation: needs an Admin API key.
[providers.console]
# url = "https://api.anthropic.com"
keyEnv = "ANTHROPIC_ADMIN_KEY"
# keyFile = "~/.config/ccmon/admin.key"

# Sessions on your other machines, over ssh: ccmon hosts add user@box tries one and writes it here. See docs/guide.md.
# ssh: any destination or alias of ~/.ssh/config; or exec: a program that gives stdin and stdout there.
# command: ccmon there, where it is not on the PATH of commands over ssh. configDirs: Claude Code's config folders there.
[hosts]
# box = {ssh = "ada@box.example"}
# build = {ssh = "build", command = "~/.local/bin/ccmon", configDirs = ["~/.claude", "~/.claude-work"]}
# dev = {exec = ["docker", "exec", "-i", "dev"]}

# A team's figures, from any server with Prometheus's API: ccmon team, and t in the monitor. See docs/team.md.
[team]
# url = "http://prometheus.example:9090"
# tokenEnv = "TEAM_TOKEN"
# tokenFile = "~/.config/ccmon/team.token"
# For basic authentication, with the token as the password unless there is one.
# user = "123456"
# password = "…"
# orgId = "tenant"
# Labels of claude_code_* series that name a person and a team.
userLabel = "user_email"
teamLabel = "team"
# People who share the organisation's rate limit, and that limit in tokens per minute.
# size = 200
# orgTpm = 4_000_000

# Dollars; a month is the last 30 days. ccmon team --check ends with 1 over them.
[team.budgets]
# dayUsd = 2000
# monthUsd = 40000
# userDayUsd = 30
# userMonthUsd = 250

[team.budgets.teams]
# "platform" = 5000

# Sends this machine's counters by Prometheus remote_write while a monitor is open: dollars, tokens and requests by model
# and purpose; never prompts, paths or session ids.
[team.push]
# url = "http://prometheus.example:9090/api/v1/write"
# tokenEnv = "TEAM_PUSH_TOKEN"
# tokenFile = "~/.config/ccmon/team-push.token"
# orgId = "tenant"
# user = "ada"
# team = "platform"
# machine = "laptop"
# Keyed pseudonyms in place of the names of user and machine.
pseudonym = false
every = "60s"
`;
