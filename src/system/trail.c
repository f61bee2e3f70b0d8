/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The trail: every path that was looked at. */
#include "config.h"

#include "system/trail.h"
#include "util/util.h"

/* A fit node looks at some 60 paths; a hostile one shall not make us watch the whole disk. */
#define TRAIL_MAX 1024

struct trail {
	char *paths[TRAIL_MAX];
	size_t count;
};

struct trail *trail_new(void)
{
	return xcalloc(1, sizeof(struct trail));
}

void trail_free(struct trail *trail)
{
	for (size_t i = 0; trail && i < trail->count; i++)
		free(trail->paths[i]);
	free(trail);
}

void trail_note(struct trail *trail, const char *path)
{
	if (!trail || trail->count == TRAIL_MAX)
		return;
	for (size_t i = 0; i < trail->count; i++)
		if (text_equal(trail->paths[i], path))
			return;
	trail->paths[trail->count++] = xstrdup(path);
}

const char *trail_path(const struct trail *trail, size_t index)
{
	return trail && index < trail->count ? trail->paths[index] : NULL;
}
