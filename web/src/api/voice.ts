/* The voice's part of the HTTP API (Q13). A player's question waits on the server for as long as there is nothing
 * to say, so it has a time limit of its own. Nothing here throws. */
import type { components } from './schema'

type Schemas = components['schemas']

export type VoiceCall = Schemas['VoiceCall']
export type VoicePart = Schemas['VoicePart']
export type VoiceNext = Schemas['VoiceNext']
export type Voice = Schemas['Voice']
export type VoiceState = Schemas['VoiceState']
export type VoiceLanguage = Schemas['VoiceLanguage']
export type VoicePack = Schemas['VoicePack']
export type VoicePiece = Schemas['VoicePiece']

/* The server's longest wait is 30 s. */
export const WAIT_S = 25
export const NEXT_TIMEOUT_MS = (WAIT_S + 10) * 1_000
export const ASK_TIMEOUT_MS = 8_000

export interface VoiceApi {
	/* The next call for this player, after `waitS` at most, or what is to come; null when the server was not reached. */
	next(player: string, waitS: number, signal: AbortSignal): Promise<VoiceNext | null>
	/* Whether the server knows that it was spoken, or could not be; false when it was not reached. */
	done(player: string, announcement: number, spoken: boolean): Promise<boolean>
	sound(url: string): Promise<ArrayBuffer | null>
}

export interface VoiceApiOptions {
	hall: string
	zone: string
	fetch?: typeof fetch
}

export function createVoiceApi({ hall, zone, fetch: fetchOnce = (input, init) => fetch(input, init) }: VoiceApiOptions): VoiceApi {
	const path = `/v1/halls/${encodeURIComponent(hall)}/voice/${encodeURIComponent(zone)}`

	async function post(what: string, body: object, init: RequestInit): Promise<Response | null> {
		try {
			const headers = { 'Content-Type': 'application/json' }
			const response = await fetchOnce(`${path}/${what}`, { method: 'POST', headers, body: JSON.stringify(body), ...init })
			return response.ok ? response : null
		} catch {
			return null
		}
	}

	return {
		async next(player, waitS, signal) {
			const limit = AbortSignal.any([signal, AbortSignal.timeout(NEXT_TIMEOUT_MS)])
			const response = await post('next', { player, wait: waitS }, { signal: limit })
			try {
				return response && ((await response.json()) as VoiceNext)
			} catch {
				return null
			}
		},
		async done(player, announcement, spoken) {
			const init = { signal: AbortSignal.timeout(ASK_TIMEOUT_MS), keepalive: true }
			return (await post('done', { player, announcement, spoken }, init)) !== null
		},
		async sound(url) {
			try {
				const response = await fetchOnce(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })
				return response.ok ? await response.arrayBuffer() : null
			} catch {
				return null
			}
		},
	}
}
