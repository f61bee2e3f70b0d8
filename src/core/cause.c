/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Look-ups in the table of causes. */
#include "config.h"

#include <assert.h>

#include "core/causes.h"
#include "text/nearest.h"
#include "util/util.h"

static const struct cause *const tables[] = {causes_module, causes_cni, causes_runtime,
					     causes_overlay, causes_other};

/* The row of that id, or where name is not NULL of that name; NULL for none. */
static const struct cause *find_row(enum cause_id id, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		for (const struct cause *row = tables[i]; row->id != CAUSE_NONE; row++)
			if (name ? text_equal(row->name, name) : row->id == id)
				return row;
	return NULL;
}

const struct cause *cause_get(enum cause_id id)
{
	const struct cause *cause = find_row(id, NULL);

	assert(cause);
	return cause;
}

enum cause_id cause_find(const char *name)
{
	const struct cause *cause = find_row(CAUSE_NONE, name);

	return cause ? cause->id : CAUSE_NONE;
}

enum cause_id cause_nearest(const char *word)
{
	enum cause_id nearest = CAUSE_NONE;
	size_t least = 0;

	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		size_t distance = nearest_distance(word, cause_get((enum cause_id)id)->name);

		if (nearest == CAUSE_NONE || distance < least) {
			nearest = (enum cause_id)id;
			least = distance;
		}
	}
	return nearest;
}
