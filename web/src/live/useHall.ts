/* The live hall and the client for components; tests provide their own. */
import { inject, onScopeDispose, type InjectionKey } from 'vue'

import type { Client } from '../api/client'
import { createHallStore, type HallStore } from './hallStore'
import { ALONE, PLACES } from './places'
import { openStream, type OpenStream } from './stream'

export const CLIENT: InjectionKey<Client> = Symbol('client')
export const OPEN_STREAM: InjectionKey<OpenStream> = Symbol('openStream')

export function useClient(): Client {
	const client = inject(CLIENT)
	if (!client) throw new Error('no client was provided')
	return client
}

/* A store that lives as long as the calling component. */
export function useHall(hall: string, options: { exact?: boolean } = {}): HallStore {
	const store = createHallStore(useClient(), hall, { ...options, open: inject(OPEN_STREAM, openStream), places: inject(PLACES, ALONE) })
	store.start()
	onScopeDispose(() => store.stop())
	return store
}
