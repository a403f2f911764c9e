/* Tells when the network or the eyes come back to the page: the browser says `online`, or the page becomes
 * visible. Returns what ends that. */
export function onReturn(listener: () => void): () => void {
	const seen = () => document.visibilityState === 'visible' && listener()
	addEventListener('online', listener)
	document.addEventListener('visibilitychange', seen)
	return () => {
		removeEventListener('online', listener)
		document.removeEventListener('visibilitychange', seen)
	}
}
