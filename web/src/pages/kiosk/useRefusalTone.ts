/* Two low tones: the card was read, and the answer is no. Whoever presents a card looks at the reader, not at the screen.
 * A browser allows the sound because a reader types, which it takes for a touch; where it does not, the screen says it.
 * What would sound late is left out: a browser that allows it after all would play every refusal until then at once. */
import { onScopeDispose } from 'vue'

import { steadyMs } from '../../live/steady'

const TONES_HZ = [330, 247]
const TONE_S = 0.18
const GAP_S = 0.05
const LOUD = 0.3
/* A browser that allows it wakes sooner than this. */
const WAKE_MS = 400

export function useRefusalTone(): () => void {
	let audio: AudioContext | null = null
	let until = 0

	function tone(context: AudioContext, hertz: number, at: number): void {
		const [source, volume] = [context.createOscillator(), context.createGain()]
		source.frequency.value = hertz
		volume.gain.setValueAtTime(LOUD, at)
		volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_S)
		source.connect(volume).connect(context.destination)
		source.start(at)
		source.stop(at + TONE_S)
	}

	/* Once for all that waited for the context. */
	function sound(context: AudioContext): void {
		if (context.state !== 'running' || steadyMs() > until) return
		until = 0
		TONES_HZ.forEach((hertz, i) => tone(context, hertz, context.currentTime + i * (TONE_S + GAP_S)))
	}

	onScopeDispose(() => void audio?.close())
	return () => {
		if (typeof AudioContext === 'undefined') return
		const context = (audio ??= new AudioContext())
		until = steadyMs() + WAKE_MS
		context.resume().then(() => sound(context), () => undefined)
	}
}
