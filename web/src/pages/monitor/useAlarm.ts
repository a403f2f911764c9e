/* The sound of a new alert (M2): one beep for each level, low for 1 and high for 3. A browser that has not been
 * touched yet plays nothing; `blocked` says so until a press opens the sound. Several alerts at once are one signal,
 * the worst. What is chosen stays on this browser. */
import { onScopeDispose, ref, watch } from 'vue'

import type { Alert } from './acts'
import { keep, kept } from './kept'

export const QUIET_MS = 2_000
const VOLUME_FIRST = 60
const PITCH_HZ = [0, 587, 784, 1047] as const
const BEEP_S = 0.16
const GAP_S = 0.1
const LOUDEST = 0.5

export function useAlarm(alerts: () => readonly Alert[] | null) {
	const muted = ref(kept('muted') === 'yes')
	const volume = ref(Number(kept('volume') ?? VOLUME_FIRST))
	const blocked = ref(false)
	/* The level of each alert that was seen; null before the first look, which is no news. */
	let seen: Map<number, number> | null = null
	let context: AudioContext | null = null
	let quietUntil = 0

	function tone(audio: AudioContext, level: number, at: number): void {
		const [source, gain] = [audio.createOscillator(), audio.createGain()]
		source.frequency.value = PITCH_HZ[level] ?? PITCH_HZ[3]
		gain.gain.setValueAtTime(0, at)
		gain.gain.linearRampToValueAtTime((LOUDEST * volume.value) / 100, at + 0.02)
		gain.gain.setTargetAtTime(0, at + BEEP_S, 0.03)
		source.connect(gain).connect(audio.destination)
		source.start(at)
		source.stop(at + BEEP_S + 0.2)
	}

	async function open(): Promise<AudioContext | null> {
		if (typeof AudioContext === 'undefined') return null
		context ??= new AudioContext()
		/* Where it is not allowed yet, this waits for a press that may never come. */
		if (context.state === 'suspended') void context.resume().catch(() => undefined).then(() => (blocked.value = context?.state !== 'running'))
		blocked.value = context.state !== 'running'
		return context
	}

	async function beep(level: number): Promise<void> {
		const audio = await open()
		if (!audio || audio.state !== 'running') return
		for (let i = 0; i < level; i++) tone(audio, level, audio.currentTime + i * (BEEP_S + GAP_S))
	}

	/* A press that says: I want to hear it. */
	async function unblock(): Promise<void> {
		const audio = await open()
		await audio?.resume().catch(() => undefined)
		blocked.value = audio?.state !== 'running'
		await beep(1)
	}

	watch(
		alerts,
		(now) => {
			if (!now) return
			const before = seen
			seen = new Map(now.map((alert) => [alert.alert, alert.level]))
			const news = before ? now.filter((alert) => alert.level > (before.get(alert.alert) ?? 0)).map((alert) => alert.level) : []
			if (news.length === 0 || muted.value || Date.now() < quietUntil) return
			quietUntil = Date.now() + QUIET_MS
			void beep(Math.max(...news))
		},
		{ immediate: true },
	)
	watch(muted, (is) => keep('muted', is ? 'yes' : 'no'))
	watch(volume, (is) => keep('volume', String(is)))
	onScopeDispose(() => void context?.close().catch(() => undefined))

	return { muted, volume, blocked, unblock, beep }
}
