/* Two low tones: the card was read, and the answer is no. Whoever presents a card looks at the reader, not at the screen.
 * A browser allows the sound because a reader types, which it takes for a touch; where it does not, the screen says it. */
import { onScopeDispose } from 'vue'

const TONES_HZ = [330, 247]
const TONE_S = 0.18
const GAP_S = 0.05
const LOUD = 0.3

export function useRefusalTone(): () => void {
	let audio: AudioContext | null = null

	function tone(context: AudioContext, hertz: number, at: number): void {
		const [source, volume] = [context.createOscillator(), context.createGain()]
		source.frequency.value = hertz
		volume.gain.setValueAtTime(LOUD, at)
		volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_S)
		source.connect(volume).connect(context.destination)
		source.start(at)
		source.stop(at + TONE_S)
	}

	onScopeDispose(() => void audio?.close())
	return () => {
		if (typeof AudioContext === 'undefined') return
		const context = (audio ??= new AudioContext())
		void context.resume().catch(() => undefined)
		TONES_HZ.forEach((hertz, i) => tone(context, hertz, context.currentTime + i * (TONE_S + GAP_S)))
	}
}
