/* The voice of this page, for as long as the calling component lives. A page that is a registered device says of each
 * call that it was spoken (Q19). */
import { inject, onScopeDispose, type InjectionKey } from 'vue'

import { createVoiceApi, type VoiceApi } from '../api/voice'
import { ALONE, PLACES } from './places'
import { openSpeaker, type Speaker } from './speaker'
import { useThisDevice, type ThisDevice } from './useDevice'
import { createVoice, type Voice } from './voice'

export const VOICE_API: InjectionKey<(hall: string, zone: string) => VoiceApi> = Symbol('voiceApi')
export const SPEAKER: InjectionKey<() => Speaker> = Symbol('speaker')

/* What unlocks sound in every browser. */
const TOUCHES = ['pointerup', 'keydown'] as const

/* `device` is for a page that has made it itself. */
export function useVoice(hall: string, zone: string, device: ThisDevice | null = useThisDevice()): Voice {
	const name = /^[\w-]{1,16}$/.exec(device?.id ?? '')?.[0] ?? 'voice'
	const api = inject(VOICE_API, () => (of: string, at: string) => createVoiceApi({ hall: of, zone: at }), true)
	const place = inject(PLACES, ALONE).join(() => undefined, true)
	const voice = createVoice({
		api: api(hall, zone),
		speaker: inject(SPEAKER, () => openSpeaker, true)(),
		device: name,
		mayWait: () => place.mine(),
		onSpoken: (call) => device?.spoke(call.announcement),
	})
	const touched = () => voice.touched()
	const leave = () => voice.leave()

	for (const touch of TOUCHES) addEventListener(touch, touched, { passive: true })
	addEventListener('pagehide', leave)
	voice.start()
	onScopeDispose(() => {
		for (const touch of TOUCHES) removeEventListener(touch, touched)
		removeEventListener('pagehide', leave)
		voice.leave()
		voice.stop()
		place.leave()
	})
	return voice
}
