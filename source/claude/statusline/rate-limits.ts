/** The limits of a Pro or Max plan, as only the status line reports them. */
export interface RateLimitWindow {
	/** 0 to 100. */
	usedPercentage: number;
	resetsAt: number;
}

export interface RateLimits {
	fiveHour: RateLimitWindow | null;
	sevenDay: RateLimitWindow | null;
}
