/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the gate holds back: start it, and see what the gate says this time. */
#include "config.h"

#include "commands/state.h"
#include "system/manager.h"
#include "util/util.h"

#define DECISION_MS                                                                                \
	(10 * 60 * 1000) /* of the gate, which has less; kubelet can wait for others forever */

/* 1 when something is held back still, or again: what is noted, or all when the gate could note
 * nothing. */
static int is_held_back(const struct sysroot *root, struct manager *manager)
{
	_cleanup_strv_ char **noted = NULL, **units = NULL;
	int r = state_read_held(root, &noted);

	if (r == 0 && !*noted)
		return manager_has_failed(manager, GATE_UNIT);
	if (r == 0)
		r = manager_held_back(manager, noted, &units);
	for (char **unit = units; r >= 0 && unit && *unit; unit++)
		if (strv_contains(noted, *unit))
			return 1;
	return r < 0 ? r : 0;
}

/*
 * Wait until the gate has decided. While this process runs, OnFailure= of the gate starts no second
 * recovery. As is_held_back().
 */
static int await_gate(const struct sysroot *root, struct manager *manager, char *const *units)
{
	uint64_t begin = now_ms();
	int r;

	do {
		sleep_ms(1000);
		r = manager_is_starting(manager, units);
	} while (r > 0 && now_ms() - begin < DECISION_MS);
	return r < 0 ? r : is_held_back(root, manager);
}

int held_start(const struct sysroot *root)
{
	struct manager *manager = NULL;
	_cleanup_strv_ char **noted = NULL, **units = NULL;
	int r = manager_open(&manager);

	if (r >= 0)
		r = state_read_held(root, &noted);
	if (r >= 0)
		r = manager_held_back(manager, noted, &units);
	for (char **unit = units; r >= 0 && unit && *unit; unit++) {
		printf("starting %s, which was held back\n", *unit);
		fflush(stdout);
		r = manager_start(manager, *unit);
	}
	if (r >= 0 && !units)
		printf("nothing is held back\n");
	else if (r >= 0)
		r = await_gate(root, manager, units);
	manager_close(manager);
	return r;
}
