/* Rings and shakes when the number is called, for those who asked for it: a browser lets a page make a sound only
 * after a touch, and nobody wants to be startled by a page. */
import { onScopeDispose, ref } from 'vue'

const TONES = [880, 660, 880, 660]
const TONE_S = 0.35
const GAP_S = 0.12
const LOUD = 0.4
const SHAKE_MS = [400, 150, 400, 150, 400]

export function useAlarm() {
	const on = ref(false)
	let audio: AudioContext | null = null

	function tone(context: AudioContext, hertz: number, at: number): void {
		const source = context.createOscillator()
		const volume = context.createGain()
		source.frequency.value = hertz
		volume.gain.setValueAtTime(LOUD, at)
		volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_S)
		source.connect(volume).connect(context.destination)
		source.start(at)
		source.stop(at + TONE_S)
	}

	function ring(): void {
		if (!on.value) return
		if ('vibrate' in navigator) navigator.vibrate(SHAKE_MS)
		const context = audio
		if (!context) return
		void context.resume()
		TONES.forEach((hertz, i) => tone(context, hertz, context.currentTime + i * (TONE_S + GAP_S)))
	}

	/* Rings once, so that it is heard how loud the phone is. */
	function toggle(): void {
		on.value = !on.value
		if (!on.value) return
		if (!audio && 'AudioContext' in window) audio = new AudioContext()
		ring()
	}

	onScopeDispose(() => void audio?.close())
	return { on, ring, toggle }
}
