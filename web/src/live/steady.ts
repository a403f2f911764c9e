/* A clock that only goes forward. Setting the screen's own clock, as a small computer without a battery
 * does some minutes after it was switched on, does not move it; while the machine sleeps it may stand. */
export function steadyMs(): number {
	return performance.timeOrigin + performance.now()
}
