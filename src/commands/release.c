/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "release": let kubelet start on this node whatever the gate finds, until the next boot. The
 * release is a unit, so that a reboot, kexec or soft-reboot ends it, and systemctl stop takes it
 * back.
 */
#include "config.h"

#include <errno.h>
#include <pwd.h>

#include "commands/commands.h"
#include "commands/state.h"
#include "output/journal.h"
#include "system/manager.h"
#include "text/quote.h"
#include "text/span.h"

#define LOGINUID       "/proc/self/loginuid"
#define LOGINUID_UNSET UINT32_MAX
#define NAME_MAX_BYTES 64    /* more than useradd(8) allows */
#define START_MS       10000 /* of a unit that does nothing */
#define STEP_MS        50
#define TRIES          3 /* each a gate: one that runs now can have decided before the release */

/* The user of the login, which neither su nor sudo changes; LOGINUID_UNSET without a login, or
 * without audit. */
static uid_t read_loginuid(const struct sysroot *root)
{
	_cleanup_free_ char *text = NULL;
	long uid;

	if (sysroot_read(root, LOGINUID, SYSROOT_TEXT_MAX, &text, NULL) < 0)
		return LOGINUID_UNSET;
	text[strcspn(text, "\n")] = '\0';
	return parse_number(text, LOGINUID_UNSET, &uid) < 0 ? LOGINUID_UNSET : (uid_t)uid;
}

static char *user_name(uid_t uid)
{
	const struct passwd *entry = getpwuid(uid);

	return entry ? xstrdup(entry->pw_name) : format_text("uid %u", (unsigned int)uid);
}

/* The name, and all that is known of the user. The caller owns both. */
static void find_user(const struct sysroot *root, char **ret_name, char **ret_words)
{
	const char *given = getenv("SUDO_USER");
	_cleanup_free_ char *sudo = given && *given ? xstrndup(given, NAME_MAX_BYTES) : NULL;
	_cleanup_free_ char *name = NULL, *login = NULL;
	uid_t loginuid = read_loginuid(root);

	if (loginuid != LOGINUID_UNSET) {
		name = user_name(loginuid);
		login = format_text("loginuid %u", (unsigned int)loginuid);
	} else {
		name = sudo ? xstrdup(sudo) : user_name(getuid());
		login = xstrdup("no loginuid");
	}
	*ret_words = format_text("%s (%s%s%s, uid %u)", name, login, sudo ? ", SUDO_USER " : "",
				 sudo ? sudo : "", (unsigned int)getuid());
	*ret_name = quote_message(name);
}

/* Who and since when, for a node that is released already; else NULL. */
static char *released_before(const struct sysroot *root)
{
	_cleanup_free_ char *by = NULL, *time_text = NULL, *shown = NULL;
	time_t at;

	if (state_read_release(root, &by, &at) == 0)
		return NULL;
	time_text = report_time(at);
	shown = quote_message(by);
	return format_text("released by %s at %s", shown, time_text);
}

/* Start the unit, and wait until it is active. 0 or -errno. */
static int start_unit(void)
{
	struct manager *manager = NULL;
	uint64_t begin = now_ms();
	int r = manager_open(&manager);

	if (r >= 0)
		r = manager_start(manager, RELEASE_UNIT);
	while (r >= 0 && !state_is_released()) {
		if (now_ms() - begin >= START_MS)
			r = -ETIMEDOUT;
		else
			sleep_ms(STEP_MS);
	}
	manager_close(manager);
	return r < 0 ? r : 0;
}

/* Say it in the journal and on stdout, before anything starts by it. */
static void say(const char *name, const char *line)
{
	int r = journal_release(name, line);

	if (r < 0)
		complain("this could not be written to the journal: %s", strerror(-r));
	printf("%s\n"
	       "To undo this for the next start of kubelet: systemctl stop " RELEASE_UNIT "\n",
	       line);
	fflush(stdout);
}

static int release(const struct sysroot *root)
{
	_cleanup_free_ char *before = released_before(root);
	_cleanup_free_ char *name = NULL, *words = NULL, *text = NULL, *line = NULL;
	int r = before ? 0 : start_unit();

	if (r < 0) {
		complain(RELEASE_UNIT " could not be started: %s", strerror(-r));
		return r;
	}
	find_user(root, &name, &words);
	r = before ? 0 : state_write_release(root, name);
	if (r < 0)
		complain(RELEASE_DIRECTORY ": who released the node could not be recorded: %s",
			 strerror(-r));
	text = format_text(
		"%s has released this node%s%s: until the next boot kubelet starts, whatever the "
		"gate finds",
		words, before ? ", which was " : "", before ? before : "");
	line = quote_message(text);
	say(name, line);
	return 0;
}

static int start_what_waits(const struct sysroot *root)
{
	int r = 1;

	for (int try = 0; r > 0 && try < TRIES; try++)
		r = held_start(root);
	if (r > 0)
		complain("it was still held back; see systemctl status kubelet-preflight");
	if (r < 0)
		complain("what is held back could not be started: %s", strerror(-r));
	return r == 0 ? FITNESS_FIT : FITNESS_UNKNOWN;
}

int command_release(const struct options *options)
{
	struct sysroot root;
	int r;

	if (geteuid() != 0) {
		complain("only root can release a node: sudo kubelet-preflight release");
		return EXIT_USAGE;
	}
	if (!manager_is_there()) {
		complain("systemd is not PID 1 here: there is no gate to release the node from");
		return FITNESS_UNKNOWN;
	}
	r = sysroot_open(&root, "/");
	if (r < 0) {
		complain("/ cannot be checked: %s", strerror(-r));
		return FITNESS_UNKNOWN;
	}
	r = release(&root) < 0 ? FITNESS_UNKNOWN : start_what_waits(&root);
	sysroot_close(&root);
	return r;
}
