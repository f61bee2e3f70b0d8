/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "recover": what the recovery unit runs after a gate that failed. It waits until a look finds
 * nothing wrong, starts what was held back, which runs the gate again, and ends.
 *
 * A fault that only the load of a module shows is not seen by a look. Therefore a look that finds
 * nothing wrong counts at once only after something has changed since the gate failed; when nothing
 * has, the gate is tried again after 10 s, then 2 minutes, then every 15 minutes. What is watched
 * is what the look itself looked at: the state of some 60 files every 5 s, and no more.
 */
#include "config.h"

#include <errno.h>

#include "commands/checks.h"
#include "commands/commands.h"
#include "commands/look.h"
#include "commands/options.h"
#include "commands/state.h"
#include "output/status.h"
#include "system/fingerprint.h"
#include "system/manager.h"

#define STEP_S       5
#define RELOOK_MS    (5 * 60 * 1000) /* for what leaves no trace in a file */
#define BACKOFF_MS   (10 * 1000)
#define BACKOFF_MAX_MS (15 * 60 * 1000)
#define BACKOFF_GROWTH 12
#define DECISION_MS  (10 * 60 * 1000) /* of the gate, which has less; kubelet can wait for others for ever */

static uint64_t backoff_ms(unsigned int retries)
{
	uint64_t backoff = BACKOFF_MS;

	while (retries-- > 0 && backoff < BACKOFF_MAX_MS)
		backoff *= BACKOFF_GROWTH;
	return backoff < BACKOFF_MAX_MS ? backoff : BACKOFF_MAX_MS;
}

static void complain(const char *what, int error)
{
	fprintf(stderr, "kubelet-preflight: %s: %s\n", what, strerror(-error));
}

/* Every check but "link", which would act, and "next-kernel", which holds nothing back. */
static char **checks_aside(void)
{
	char **names = NULL;

	for (size_t i = 0; i < all_checks_count; i++)
		if (all_checks[i] != &check_link && all_checks[i] != &check_next_kernel)
			strv_append(&names, all_checks[i]->name);
	return names;
}

/* True when a look finds nothing wrong. The trail then holds all that it looked at. */
static bool looks_fit(struct trail *trail)
{
	_cleanup_strv_ char **names = checks_aside();
	const struct look_request request = {
		.root = "/", .names = names, .mode = LOOK_ASIDE, .trail = trail};
	struct look look;
	bool fit;

	if (look_at_node(&request, &look) < 0)
		return false;
	fit = report_fitness(&look.report) == FITNESS_FIT;
	look_free(&look);
	return fit;
}

static int held_back(const struct sysroot *root, struct manager *manager, char ***ret_units)
{
	_cleanup_strv_ char **noted = NULL;
	int r = state_read_held(root, &noted);

	if (r < 0)
		return r;
	return manager_held_back(manager, noted, ret_units);
}

/* 1 when something is held back still, or again: what is noted, or all when the gate could note nothing. */
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

/* Until the gate has decided: as long as we run its OnFailure= starts no other of us. As is_held_back(). */
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

/* Start what was held back, which can be nothing any more. 1 when the gate has held it back again, 0, -errno. */
static int start_held_back(const struct sysroot *root, unsigned int retries)
{
	struct manager *manager = NULL;
	_cleanup_strv_ char **units = NULL;
	int r = manager_open(&manager), noted;

	if (r >= 0)
		r = held_back(root, manager, &units);
	/* Only how long we wait the next time. */
	if (r >= 0 && (noted = state_write_retries(root, retries)) < 0)
		complain("how often it was tried could not be noted", noted);
	for (char **unit = units; r >= 0 && unit && *unit; unit++) {
		printf("starting %s, which was held back\n", *unit);
		fflush(stdout);
		r = manager_start(manager, *unit);
	}
	if (r >= 0 && !units)
		printf("nothing is held back: nothing to start\n");
	else if (r >= 0)
		r = await_gate(root, manager, units);
	manager_close(manager);
	return r;
}

/* What else keeps a gate from passing: its unit masked or gone, its program gone. */
static void note_gate(struct trail *trail)
{
	static const char *const paths[] = {
		"/etc/systemd/system/kubelet-preflight.service",
		"/usr/lib/systemd/system/kubelet-preflight.service",
		SBINDIR "/kubelet-preflight",
	};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		trail_note(trail, paths[i]);
}

/* Wait until the gate is worth another try; the number of tries without a change, this one too. */
static unsigned int wait_for_repair(const struct sysroot *root, struct trail *trail)
{
	unsigned int retries = state_read_retries(root);
	uint64_t begin = now_ms(), looked = begin;
	bool fit, changed = false;
	uint64_t seen;

	/*
	 * Always the state first and then the look: a repair that comes while we look is a change to
	 * the next round. The first look only tells what there is to watch.
	 */
	looks_fit(trail);
	note_gate(trail);
	seen = trail_fingerprint(trail, root);
	fit = looks_fit(trail);

	for (;;) {
		uint64_t print, now;

		if (fit && changed)
			return 1;
		if (fit && now_ms() - begin >= backoff_ms(retries))
			return retries + 1;
		sleep_ms(STEP_S * 1000);
		print = trail_fingerprint(trail, root);
		now = now_ms();
		if (print == seen && now - looked < RELOOK_MS)
			continue;
		changed = changed || print != seen;
		seen = print;
		looked = now;
		fit = looks_fit(trail);
	}
}

int command_recover(const struct options *options)
{
	_cleanup_(trail_cleanup) struct trail *trail = trail_new();
	struct sysroot root;
	unsigned int retries;
	int r = sysroot_open(&root, "/");

	if (r < 0) {
		complain("/ cannot be looked at", r);
		return FITNESS_UNKNOWN;
	}
	status_send("Waiting until the node is fit, to start what was held back");
	do {
		retries = wait_for_repair(&root, trail);
		r = start_held_back(&root, retries);
	} while (r > 0);
	if (r < 0)
		complain("what was held back could not be started", r);
	sysroot_close(&root);
	return r < 0 ? FITNESS_UNKNOWN : FITNESS_FIT;
}
