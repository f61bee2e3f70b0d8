/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "recover": what the recovery unit runs after a gate that failed. It waits until the gate would
 * open, starts what was held back, which runs the gate again, and ends.
 *
 * A fault that only the load of a module shows is not seen by a look. Therefore a look that finds
 * nothing wrong counts at once only after something has changed since the gate failed; when nothing
 * has, the gate is tried again after 10 s, then 2 minutes, then every 15 minutes. What is watched
 * is what the look itself looked at: the state of some 60 files every 5 s, and no more.
 */
#include "config.h"

#include "commands/checks.h"
#include "commands/commands.h"
#include "commands/look.h"
#include "commands/state.h"
#include "output/status.h"
#include "system/fingerprint.h"

#define STEP_S       5
#define RELOOK_MS    (5 * 60 * 1000) /* for what leaves no trace in a file */
#define BACKOFF_MS   (10 * 1000)
#define BACKOFF_MAX_MS (15 * 60 * 1000)
#define BACKOFF_GROWTH 12

static uint64_t backoff_ms(unsigned int retries)
{
	uint64_t backoff = BACKOFF_MS;

	while (retries-- > 0 && backoff < BACKOFF_MAX_MS)
		backoff *= BACKOFF_GROWTH;
	return backoff < BACKOFF_MAX_MS ? backoff : BACKOFF_MAX_MS;
}

/* Every check but "link", which would act, and "next-kernel", which holds nothing back. */
static char **recovery_checks(void)
{
	char **names = NULL;

	for (size_t i = 0; i < all_checks_count; i++)
		if (all_checks[i] != &check_link && all_checks[i] != &check_next_kernel)
			strv_append(&names, all_checks[i]->name);
	return names;
}

/*
 * True when the gate would open: a look finds nothing wrong, the gate only reports now, or the node
 * was released. The trail then holds all that it looked at.
 */
static bool would_open(char ***trail)
{
	_cleanup_strv_ char **names = recovery_checks();
	const struct look_request request = {
		.root = "/", .names = names, .mode = LOOK_WITHOUT_LINK, .trail = trail};
	struct look look;
	bool opens = state_is_released();

	if (look_at_node(&request, &look) < 0)
		return opens;
	opens = opens || report_opens(&look.report);
	look_free(&look);
	return opens;
}

/* What else lets a gate pass: its unit masked or removed, its program removed, a release. */
static void note_gate(char ***trail)
{
	static const char *const paths[] = {
		"/etc/systemd/system/kubelet-preflight.service",
		"/usr/lib/systemd/system/kubelet-preflight.service",
		SBINDIR "/kubelet-preflight",
		RELEASE_DIRECTORY,
	};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		trail_note(trail, paths[i]);
}

/* Wait until the gate is worth another try; the number of tries without a change, this one too. */
static unsigned int wait_for_repair(const struct sysroot *root, char ***trail)
{
	unsigned int retries = state_read_retries(root);
	uint64_t begin = now_ms(), looked = 0;
	bool opens = false, changed = false;
	uint64_t seen;

	/*
	 * The fingerprint is taken before the look: a repair during the look then differs from it
	 * in the next round. The first look only fills the trail. The second comes a step later,
	 * whether or not something has changed: each look asks the runtime.
	 */
	would_open(trail);
	note_gate(trail);
	seen = trail_fingerprint(*trail, root);

	for (;;) {
		uint64_t print, now;

		if (opens && changed)
			return 1;
		if (opens && now_ms() - begin >= backoff_ms(retries))
			return retries + 1;
		sleep_ms(STEP_S * 1000);
		print = trail_fingerprint(*trail, root);
		now = now_ms();
		if (print == seen && looked > 0 && now - looked < RELOOK_MS)
			continue;
		changed = changed || print != seen;
		seen = print;
		looked = now;
		opens = would_open(trail);
	}
}

int command_recover(const struct options *options)
{
	_cleanup_strv_ char **trail = NULL;
	struct sysroot root;
	int r = sysroot_open(&root, "/");

	if (r < 0) {
		complain("/ cannot be checked: %s", strerror(-r));
		return FITNESS_UNKNOWN;
	}
	status_send("Waiting until the node is fit, to start what was held back");
	do {
		/* The number decides only how long the next wait is. */
		r = state_write_retries(&root, wait_for_repair(&root, &trail));
		if (r < 0)
			complain("the number of attempts could not be recorded: %s", strerror(-r));
		r = held_start(&root);
	} while (r > 0);
	if (r < 0)
		complain("what was held back could not be started: %s", strerror(-r));
	sysroot_close(&root);
	return r < 0 ? FITNESS_UNKNOWN : FITNESS_FIT;
}
