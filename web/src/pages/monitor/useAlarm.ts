/* The sound of a new alert (M2): one beep for each level, low for 1 and high for 3. A browser that has not been
 * touched yet plays nothing; `blocked` says so until a press opens the sound. Several alerts at once are one signal,
 * the worst. Invariant: what is new is heard, or ends, or is muted; what comes soon after a signal, or while the browser
 * keeps silent, waits, unless it is worse than what was heard. What is chosen stays on this browser. */
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
	/* News that was not heard yet. */
	const unheard = new Set<number>()
	let quietUntil = 0
	let quietLevel = 0
	let quietTimer: ReturnType<typeof setTimeout> | undefined

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

	function running(): boolean {
		blocked.value = context?.state !== 'running'
		return !blocked.value
	}

	function open(): AudioContext | null {
		if (typeof AudioContext === 'undefined') return null
		context ??= new AudioContext()
		/* Where it is not allowed yet, this waits for a press that may never come. */
		if (context.state === 'suspended') void context.resume().catch(() => undefined).then(() => running() && sound())
		running()
		return context
	}

	/* Whether it was heard. */
	function beep(level: number): boolean {
		const audio = open()
		if (!audio || audio.state !== 'running') return false
		for (let i = 0; i < level; i++) tone(audio, level, audio.currentTime + i * (BEEP_S + GAP_S))
		return true
	}

	/* What is unheard, at once or when it is its turn. */
	function sound(): void {
		const level = Math.max(0, ...[...unheard].map((alert) => seen?.get(alert) ?? 0))
		if (level === 0 || muted.value) return unheard.clear()
		const rest = quietUntil - Date.now()
		if (rest > 0 && level <= quietLevel) {
			clearTimeout(quietTimer)
			quietTimer = setTimeout(sound, rest)
			return
		}
		if (!beep(level)) return
		unheard.clear()
		quietUntil = Date.now() + QUIET_MS
		quietLevel = level
	}

	/* A press that says: I want to hear it. What waits is heard, else one beep. */
	async function unblock(): Promise<void> {
		const waits = unheard.size > 0
		const audio = open()
		await audio?.resume().catch(() => undefined)
		running()
		if (waits) sound()
		else beep(1)
	}

	watch(
		alerts,
		(now) => {
			if (!now) return
			const before = seen
			seen = new Map(now.map((alert) => [alert.alert, alert.level]))
			const news = before ? now.filter((alert) => alert.level > (before.get(alert.alert) ?? 0)) : []
			for (const { alert } of news) unheard.add(alert)
			for (const alert of unheard) if (!seen.has(alert)) unheard.delete(alert)
			if (news.length > 0) sound()
		},
		{ immediate: true },
	)
	watch(muted, (is) => keep('muted', is ? 'yes' : 'no'))
	watch(volume, (is) => keep('volume', String(is)))
	onScopeDispose(() => {
		clearTimeout(quietTimer)
		void context?.close().catch(() => undefined)
	})

	return { muted, volume, blocked, unblock, beep }
}
