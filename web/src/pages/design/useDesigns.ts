/* Designs of a hall and the draft under edit: read, saved by itself, published, gone back (Q18, rule 7). Nothing that
 * somebody drew is lost: a save that comes after another's keeps both. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'

import type { Problem } from '../../api/client'
import type { Design, DesignDocument, DesignText } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'
import { freeId, type Editor } from './useEditor'

export const SAVE_AFTER_MS = 900
export const SAVE_RETRY_MS = 3_000

export type Saving = 'saved' | 'waiting' | 'saving' | 'offline' | 'refused' | 'conflict'

const at = (id: string, rest = '') => `designs/${encodeURIComponent(id)}${rest}`

export function useDesigns(store: HallStore, editor: Editor) {
	const client = useClient()
	const designs = shallowRef<Design[] | null>(null)
	const problem = shallowRef<Problem | null>(null)
	/* What is edited, as it was last saved. */
	const current = shallowRef<Omit<DesignText, 'document'> | null>(null)
	/* What kiosks of its kind of screen show, to compare with. */
	const live = shallowRef<DesignText | null>(null)
	const saving = ref<Saving>('saved')
	/* What somebody else saved meanwhile. */
	const theirs = shallowRef<DesignText | null>(null)
	/* Edits that the server has. */
	let saved = 0
	let timer: ReturnType<typeof setTimeout> | undefined
	let running: Promise<unknown> = Promise.resolve()

	const design = computed(() => designs.value?.find((one) => one.design === current.value?.design) ?? null)
	const isDraft = computed(() => current.value?.version === 0 || saving.value !== 'saved')

	async function list(): Promise<boolean> {
		const outcome = await client.read<{ designs: Design[] }>(store.hall, 'designs')
		problem.value = outcome.ok ? null : outcome
		if (outcome.ok) designs.value = outcome.value.designs
		return outcome.ok
	}

	async function readLive(): Promise<void> {
		const shown = design.value?.live
		live.value = null
		if (!current.value || !shown) return
		const outcome = await client.read<DesignText>(store.hall, at(current.value.design, `?version=${shown}`))
		if (outcome.ok) live.value = outcome.value
	}

	function take(text: DesignText, keepPlace = false): void {
		const { document, ...head } = text
		current.value = head
		theirs.value = null
		saving.value = 'saved'
		editor.load(document, keepPlace)
		saved = editor.edits.value
	}

	async function open(id: string, version?: number): Promise<boolean> {
		const outcome = await client.read<DesignText>(store.hall, at(id, version === undefined ? '' : `?version=${version}`))
		problem.value = outcome.ok ? null : outcome
		if (!outcome.ok) return false
		take(outcome.value)
		await list()
		await readLive()
		return true
	}

	/* A new design from a document; its id comes from `wanted`. */
	async function create(wanted: string, document: DesignDocument): Promise<boolean> {
		const id = freeId(wanted, designs.value?.map((one) => one.design) ?? [])
		const outcome = await client.send<DesignText>(store.hall, at(id), { revision: 0, document })
		problem.value = outcome.ok ? null : outcome
		if (!outcome.ok) return false
		take(outcome.value)
		await list()
		await readLive()
		return true
	}

	/* Sends the draft. One after the other: each names the revision of the one before. */
	async function send(): Promise<void> {
		const document = editor.document.value
		if (!document || !current.value || saved === editor.edits.value || saving.value === 'conflict') return
		const edits = editor.edits.value
		const { design: id, revision } = current.value
		saving.value = 'saving'
		const outcome = await client.send<DesignText>(store.hall, at(id), { revision, document })
		if (current.value?.design !== id) return
		if (outcome.ok) {
			const { document: _, ...head } = outcome.value
			current.value = head
			saved = edits
			problem.value = null
			saving.value = saved === editor.edits.value ? 'saved' : 'waiting'
			if (saving.value === 'waiting') later()
			void list()
		} else if (outcome.why === 'fault' && outcome.name === 'DESIGN_CHANGED') {
			await meet(id)
		} else {
			problem.value = outcome
			saving.value = outcome.why === 'unreachable' || (outcome.why === 'fault' && outcome.status >= 500) ? 'offline' : 'refused'
			if (saving.value === 'offline') later(SAVE_RETRY_MS)
		}
	}

	async function meet(id: string): Promise<void> {
		const outcome = await client.read<DesignText>(store.hall, at(id))
		saving.value = outcome.ok ? 'conflict' : 'offline'
		if (outcome.ok) theirs.value = outcome.value
		else later(SAVE_RETRY_MS)
	}

	function later(ms = SAVE_AFTER_MS): void {
		clearTimeout(timer)
		timer = setTimeout(() => void flush(), ms)
	}

	/* Saves what is not saved yet; done when that is. */
	function flush(): Promise<unknown> {
		clearTimeout(timer)
		running = running.then(send)
		return running
	}

	/* Both are kept: the other version here and mine as another design, or the other way round. */
	async function settle(keep: 'mine' | 'theirs'): Promise<boolean> {
		const [other, mine, id] = [theirs.value, editor.document.value, current.value?.design]
		if (!other || !mine || !id) return false
		const copy = freeId(id, designs.value?.map((one) => one.design) ?? [])
		const moved = keep === 'theirs' ? mine : other.document
		const outcome = await client.send<DesignText>(store.hall, at(copy), { revision: 0, document: moved })
		problem.value = outcome.ok ? null : outcome
		if (!outcome.ok) return false
		if (keep === 'theirs') {
			take(other)
		} else {
			const { document: _, ...head } = other
			current.value = head
			theirs.value = null
			saving.value = 'waiting'
			await flush()
		}
		await list()
		return true
	}

	/* Publishes the draft, or goes back to `version`. */
	async function publish(version?: number): Promise<Problem | null> {
		await flush()
		if (!current.value || saving.value !== 'saved') return problem.value ?? { ok: false, why: 'unreachable' }
		const { design: id, revision } = current.value
		const outcome = await client.send<DesignText>(store.hall, at(id, '/publish'), version === undefined ? { revision } : { version })
		if (!outcome.ok) return outcome
		await list()
		if (version === undefined) {
			const { document: _, ...head } = outcome.value
			current.value = head
		}
		await readLive()
		return null
	}

	/* Gives the draft up. Answers what it was, so that it can come back. */
	async function discard(): Promise<DesignDocument | null> {
		await flush()
		const document = editor.document.value
		if (!current.value || !document || saving.value !== 'saved') return null
		const { design: id, revision } = current.value
		const outcome = await client.send<{ designs: Design[] }>(store.hall, at(id, '/discard'), { revision })
		problem.value = outcome.ok ? null : outcome
		if (!outcome.ok) return null
		designs.value = outcome.value.designs
		if (design.value) await open(id)
		else current.value = null
		return document
	}

	/* Deletes a design with all its versions. */
	async function remove(one: Design): Promise<Problem | null> {
		const outcome = await client.send<{ designs: Design[] }>(store.hall, at(one.design, '/remove'), { revision: one.versions[0]?.revision ?? 0 })
		if (!outcome.ok) return outcome
		designs.value = outcome.value.designs
		return null
	}

	function close(): void {
		current.value = null
		live.value = null
		void list()
	}

	watch(editor.edits, (edits) => {
		if (edits === saved || saving.value === 'conflict') return
		if (saving.value !== 'saving') saving.value = 'waiting'
		later()
	})
	const unlisten = store.onEvent((event) => {
		if (event.kind === 'kiosk.published') void list().then(readLive)
	})
	const leaving = (event: BeforeUnloadEvent) => {
		if (saving.value !== 'saved') event.preventDefault()
	}
	addEventListener('beforeunload', leaving)
	onScopeDispose(() => {
		clearTimeout(timer)
		unlisten()
		removeEventListener('beforeunload', leaving)
	})
	return { designs, problem, current, design, live, saving, theirs, isDraft, list, open, create, flush, settle, publish, discard, remove, close }
}

export type Designs = ReturnType<typeof useDesigns>
