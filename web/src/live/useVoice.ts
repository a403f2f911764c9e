/* The voice of this page, for as long as the calling component lives. The address may name the device. */
import { inject, onScopeDispose, type InjectionKey } from 'vue'
import { useRoute } from 'vue-router'

import { createVoiceApi, type VoiceApi } from '../api/voice'
import { openSpeaker, type Speaker } from './speaker'
import { createVoice, type Voice } from './voice'

export const VOICE_API: InjectionKey<(hall: string, zone: string) => VoiceApi> = Symbol('voiceApi')
export const SPEAKER: InjectionKey<() => Speaker> = Symbol('speaker')

/* What unlocks sound in every browser. */
const TOUCHES = ['pointerup', 'keydown'] as const

export function useVoice(hall: string, zone: string): Voice {
	const { query } = useRoute()
	const device = typeof query.device === 'string' && /^[\w-]{1,16}$/.test(query.device) ? query.device : 'voice'
	const api = inject(VOICE_API, () => (of: string, at: string) => createVoiceApi({ hall: of, zone: at }), true)
	const voice = createVoice({ api: api(hall, zone), speaker: inject(SPEAKER, () => openSpeaker, true)(), device })
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
	})
	return voice
}
