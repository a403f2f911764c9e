/* What publishing changes for customers, in words for people: by page, which elements come, go and change. */
import type { DesignDocument, DesignPage } from '../../api/types'

export interface PageChange {
	page: string
	how: 'added' | 'removed' | 'changed'
	added: string[]
	removed: string[]
	changed: string[]
}

function idsOf(page: DesignPage): Map<string, string> {
	return new Map(page.elements.map((element, i) => [element.id, JSON.stringify([i, element])]))
}

/* Places of an element in the order count only against its neighbours, so they are compared without numbers. */
function same(a: string, b: string): boolean {
	return JSON.stringify((JSON.parse(a) as [number, object])[1]) === JSON.stringify((JSON.parse(b) as [number, object])[1])
}

const headOf = ({ elements: _, ...head }: DesignPage) => JSON.stringify(head)

export function compare(before: DesignDocument | null, after: DesignDocument): PageChange[] {
	const none = { added: [], removed: [], changed: [] }
	const changes: PageChange[] = []
	for (const page of after.pages) {
		const old = before?.pages.find((one) => one.id === page.id)
		if (!old) {
			changes.push({ page: page.id, how: 'added', ...none })
			continue
		}
		const [was, is] = [idsOf(old), idsOf(page)]
		const added = [...is.keys()].filter((id) => !was.has(id))
		const removed = [...was.keys()].filter((id) => !is.has(id))
		const changed = [...is.keys()].filter((id) => was.has(id) && !same(was.get(id)!, is.get(id)!))
		const order = [...was.keys()].filter((id) => is.has(id)).join() !== [...is.keys()].filter((id) => was.has(id)).join()
		const palette = JSON.stringify(before?.palette) !== JSON.stringify(after.palette)
		if (added.length + removed.length + changed.length > 0 || order || palette || headOf(old) !== headOf(page)) changes.push({ page: page.id, how: 'changed', added, removed, changed })
	}
	for (const page of before?.pages ?? []) {
		if (!after.pages.some((one) => one.id === page.id)) changes.push({ page: page.id, how: 'removed', ...none })
	}
	return changes
}
