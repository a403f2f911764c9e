/* The loudspeaker of this page: one audio context for as long as the page is open.
 *
 * Browsers keep a page silent until somebody touches it, unless they were started as a kiosk that may speak. A context
 * that stands still in mid-sentence, as when the sound device goes, is closed and a new one made. */

export interface Speaker {
	/* True when a sound would be heard now. */
	ready(): Promise<boolean>
	/* Plays the sounds behind each other, `repeats` times; true when all of it was heard to its end. */
	play(sounds: readonly ArrayBuffer[], how: { repeats: number; pauseMs: number; volume: number }): Promise<boolean>
	close(): void
}

/* A browser that allows it wakes sooner than this. */
const WAKE_MS = 400
/* A sound that is not over so long after its end will not be. */
const OVERDUE_MS = 2_500
const LEAD_S = 0.05

const rest = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export function openSpeaker(make: () => AudioContext = () => new AudioContext()): Speaker {
	let context: AudioContext | null = null

	function drop(): void {
		const old = context
		context = null
		if (old && old.state !== 'closed') void old.close().catch(() => undefined)
	}

	/* Puts every round on the clock of the context; resolves at the end of the last. */
	function schedule(on: AudioContext, buffers: AudioBuffer[], how: { repeats: number; pauseMs: number; volume: number }): Promise<boolean> {
		const gain = on.createGain()
		gain.gain.value = how.volume / 100
		gain.connect(on.destination)
		let at = on.currentTime + LEAD_S
		let last: AudioBufferSourceNode | null = null
		for (let round = 0; round < how.repeats; round++) {
			for (const buffer of buffers) {
				last = on.createBufferSource()
				last.buffer = buffer
				last.connect(gain)
				last.start(at)
				at += buffer.duration + how.pauseMs / 1_000
			}
		}
		const lengthMs = (at - on.currentTime) * 1_000
		return new Promise((resolve) => {
			const overdue = setTimeout(() => end(false), lengthMs + OVERDUE_MS)
			const end = (heard: boolean) => {
				clearTimeout(overdue)
				gain.disconnect()
				resolve(heard)
			}
			if (last) last.onended = () => end(on.state === 'running')
			else end(false)
		})
	}

	return {
		async ready() {
			try {
				context ??= make()
				if (context.state !== 'running') await Promise.race([context.resume(), rest(WAKE_MS)])
				return context.state === 'running'
			} catch {
				drop()
				return false
			}
		},
		async play(sounds, how) {
			const on = context
			if (!on) return false
			try {
				const buffers = await Promise.all(sounds.map((sound) => on.decodeAudioData(sound)))
				if (await schedule(on, buffers, how)) return true
			} catch {
				/* as where the device has gone: the context is of no use any more */
			}
			drop()
			return false
		},
		close: drop,
	}
}
