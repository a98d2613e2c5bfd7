/** Whether a variable of the environment turns something on, as Claude Code reads it: `1`, `true`, `yes` or `on` in any case. */
export const isOn = (value: string | undefined): boolean => /^(1|true|yes|on)$/i.test(value?.trim() ?? '');
