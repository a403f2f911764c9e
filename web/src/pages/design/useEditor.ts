/* A document under edit: which page and elements are chosen, what was changed, and the way back (Q18). Every change
 * is a step that can be undone; those of one movement are one step. */
import { computed, ref, shallowRef } from 'vue'

import type { DesignDocument, DesignElement, DesignPage } from '../../api/types'
import { SCREENS } from '../../design/document'

export const STEPS_MAX = 200
export const GRID = 8
export const ELEMENTS_MAX = 64

export type Side = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom'
type Box = Pick<DesignElement, 'x' | 'y' | 'w' | 'h'>

/* A name that is not taken: as it is, or with a number behind it; sixteen letters at most. */
export function freeId(wanted: string, taken: readonly string[]): string {
	const stem = wanted.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 12) || 'x'
	if (!taken.includes(stem)) return stem
	for (let i = 2; ; i++) if (!taken.includes(`${stem}-${i}`)) return `${stem}-${i}`
}

export function boundsOf(boxes: readonly Box[]): Box {
	const x = Math.min(...boxes.map((box) => box.x))
	const y = Math.min(...boxes.map((box) => box.y))
	return {
		x, y,
		w: Math.max(...boxes.map((box) => box.x + box.w)) - x,
		h: Math.max(...boxes.map((box) => box.y + box.h)) - y,
	}
}

export function useEditor() {
	const document = shallowRef<DesignDocument | null>(null)
	const pageId = ref('')
	const selected = ref<string[]>([])
	const past = shallowRef<DesignDocument[]>([])
	const future = shallowRef<DesignDocument[]>([])
	/* Counts changes, so that whoever saves knows whether there are new ones. */
	const edits = ref(0)
	let movement = ''

	const page = computed<DesignPage | undefined>(() => document.value?.pages.find((one) => one.id === pageId.value) ?? document.value?.pages[0])
	const chosen = computed(() => page.value?.elements.filter((one) => selected.value.includes(one.id)) ?? [])
	const one = computed(() => (chosen.value.length === 1 ? chosen.value[0] : undefined))

	function load(next: DesignDocument, keepPlace = false): void {
		document.value = next
		past.value = []
		future.value = []
		movement = ''
		if (keepPlace && next.pages.some((other) => other.id === pageId.value)) return
		pageId.value = next.pages[0]?.id ?? ''
		selected.value = []
	}

	/* `step` names a movement: changes in a row with the same name are undone together. */
	function change(step: string, edit: (document: DesignDocument) => void): void {
		if (!document.value) return
		const next = JSON.parse(JSON.stringify(document.value)) as DesignDocument
		edit(next)
		if (step === '' || step !== movement) past.value = [...past.value, document.value].slice(-STEPS_MAX)
		movement = step
		future.value = []
		document.value = next
		edits.value++
	}

	function go(from: typeof past, to: typeof past): void {
		const next = from.value.at(-1)
		if (!next || !document.value) return
		to.value = [...to.value, document.value]
		from.value = from.value.slice(0, -1)
		document.value = next
		movement = ''
		edits.value++
		if (!next.pages.some((other) => other.id === pageId.value)) pageId.value = next.pages[0]?.id ?? ''
		selected.value = selected.value.filter((id) => page.value?.elements.some((element) => element.id === id))
	}

	const pageIn = (next: DesignDocument) => next.pages.find((other) => other.id === page.value?.id)

	function edit(step: string, ids: readonly string[], set: (element: DesignElement) => void): void {
		change(step, (next) => pageIn(next)?.elements.filter((element) => ids.includes(element.id)).forEach(set))
	}

	/* Members that hold nothing are left out, as in every document. */
	function set(patch: Partial<DesignElement>, step = ''): void {
		edit(step, selected.value, (element) => {
			Object.assign(element, patch)
			for (const [key, value] of Object.entries(element)) {
				const optional = !['id', 'kind', 'x', 'y', 'w', 'h'].includes(key)
				if (optional && (value === '' || value === 0 || value === false || value === undefined)) delete (element as Record<string, unknown>)[key]
			}
		})
	}

	function add(element: Omit<DesignElement, 'id'>): void {
		if (!page.value || page.value.elements.length >= ELEMENTS_MAX) return
		const id = freeId(element.kind, page.value.elements.map((other) => other.id))
		change('', (next) => pageIn(next)?.elements.push({ ...element, id }))
		selected.value = [id]
	}

	function remove(): void {
		const ids = selected.value
		change('', (next) => {
			const at = pageIn(next)
			if (at) at.elements = at.elements.filter((element) => !ids.includes(element.id))
		})
		selected.value = []
	}

	function duplicate(): void {
		const taken = page.value?.elements.map((element) => element.id) ?? []
		const copies = chosen.value.map((element) => {
			const id = freeId(element.id, taken)
			taken.push(id)
			return { ...element, id, x: element.x + 2 * GRID, y: element.y + 2 * GRID }
		})
		if (taken.length > ELEMENTS_MAX) return
		change('', (next) => pageIn(next)?.elements.push(...copies))
		selected.value = copies.map((element) => element.id)
	}

	/* Towards the viewer by 1, away by -1. */
	function reorder(by: 1 | -1): void {
		const id = selected.value[0]
		if (!id || selected.value.length !== 1) return
		change('', (next) => {
			const list = pageIn(next)?.elements ?? []
			const from = list.findIndex((element) => element.id === id)
			const to = from + by
			if (from < 0 || to < 0 || to >= list.length) return
			list.splice(to, 0, ...list.splice(from, 1))
		})
	}

	/* A single element goes to the edge of the screen, several to the edge of what they cover together. */
	function align(side: Side): void {
		if (!document.value || chosen.value.length === 0) return
		const size = SCREENS[document.value.screen]
		const box = chosen.value.length > 1 ? boundsOf(chosen.value) : { x: 0, y: 0, w: size.w, h: size.h }
		edit('', selected.value, (element) => {
			if (side === 'left') element.x = box.x
			if (side === 'centre') element.x = Math.round(box.x + (box.w - element.w) / 2)
			if (side === 'right') element.x = box.x + box.w - element.w
			if (side === 'top') element.y = box.y
			if (side === 'middle') element.y = Math.round(box.y + (box.h - element.h) / 2)
			if (side === 'bottom') element.y = box.y + box.h - element.h
		})
	}

	function nudge(dx: number, dy: number): void {
		edit(`nudge ${selected.value.join()}`, selected.value, (element) => {
			element.x += dx
			element.y += dy
		})
	}

	function grow(dw: number, dh: number): void {
		edit(`grow ${selected.value.join()}`, selected.value, (element) => {
			element.w = Math.max(GRID, element.w + dw)
			element.h = Math.max(GRID, element.h + dh)
		})
	}

	/* Elements below and above in the list, for those who choose by keys. */
	function step(by: 1 | -1): void {
		const list = page.value?.elements ?? []
		if (list.length === 0) return
		const from = list.findIndex((element) => element.id === selected.value[0])
		const to = from < 0 ? (by > 0 ? 0 : list.length - 1) : (from + by + list.length) % list.length
		selected.value = [list[to]!.id]
	}

	return {
		document, page, pageId, selected, chosen, one, edits,
		canUndo: computed(() => past.value.length > 0),
		canRedo: computed(() => future.value.length > 0),
		load, change, edit, set, add, remove, duplicate, reorder, align, nudge, grow, step,
		undo: () => go(past, future),
		redo: () => go(future, past),
		/* What follows is another step, also of the same movement. */
		settle: () => void (movement = ''),
	}
}

export type Editor = ReturnType<typeof useEditor>
