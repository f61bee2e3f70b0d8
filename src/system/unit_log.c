/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a service has written to the journal. */
#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>

#include "system/child.h"
#include "system/unit_log.h"
#include "util/util.h"

#define LIMIT_MS  (5 * 1000)
#define LINES_MAX 2000 /* of the unit, back from its newest one */
#define LINE_SIZE 1024 /* what is longer is cut off */
#define NO_RANK   SIZE_MAX

struct search {
	const char *unit;
	const char *const *parts;
};

DEFINE_CLEANUP(journal, sd_journal *, sd_journal_close)

static int add_match(sd_journal *journal, const char *field, const char *value)
{
	_cleanup_free_ char *match = format_text("%s=%s", field, value);

	return sd_journal_add_match(journal, match, 0);
}

/*
 * This boot is that of the newest entry: systemd has just written that we start. The boot id of
 * /proc is another one in a container whose systemd has its own boot id, once ProtectProc= has
 * mounted a new /proc.
 */
static int match_unit(sd_journal *journal, const char *unit)
{
	char boot[SD_ID128_STRING_MAX];
	uint64_t unused;
	sd_id128_t id;
	int r = sd_journal_seek_tail(journal);

	if (r >= 0)
		r = sd_journal_previous(journal);
	if (r == 0)
		return -ENOENT;
	if (r > 0)
		r = sd_journal_get_monotonic_usec(journal, &unused, &id);
	if (r >= 0)
		r = add_match(journal, "_BOOT_ID", sd_id128_to_string(id, boot));
	return r < 0 ? r : add_match(journal, "_SYSTEMD_UNIT", unit);
}

/* The index of the first part that stands in the line; NO_RANK when none does. */
static size_t rank(const char *line, const char *const *parts)
{
	for (size_t i = 0; parts[i]; i++)
		if (strstr(line, parts[i]))
			return i;
	return NO_RANK;
}

/* A field of the entry, the caller's; NULL when it has none of that name. */
static char *get_field(sd_journal *journal, const char *name)
{
	size_t prefix = strlen(name) + 1, length;
	const void *data;

	if (sd_journal_get_data(journal, name, &data, &length) < 0 || length < prefix)
		return NULL;
	return xstrndup((const char *)data + prefix, length - prefix);
}

/* Of another start of the unit than that one. */
static bool is_of_other_start(sd_journal *journal, char **start)
{
	char *own = get_field(journal, "_SYSTEMD_INVOCATION_ID");
	bool differs = own && *start && !text_equal(own, *start);

	if (*start)
		free(own);
	else
		*start = own;
	return differs;
}

/* The line with the lowest rank, the newest of those. */
static int search_back(sd_journal *journal, const char *const *parts, char *ret)
{
	size_t best = NO_RANK;
	_cleanup_free_ char *start = NULL;
	int r = sd_journal_seek_tail(journal);

	for (int lines = 0; r >= 0 && best > 0 && lines < LINES_MAX; lines++) {
		_cleanup_free_ char *line = NULL;

		r = sd_journal_previous(journal);
		if (r <= 0 || is_of_other_start(journal, &start))
			break;
		line = get_field(journal, "MESSAGE");
		if (!line || rank(line, parts) >= best)
			continue;
		best = rank(line, parts);
		snprintf(ret, LINE_SIZE, "%s", line);
	}
	if (r < 0)
		return r;
	return best != NO_RANK ? 0 : -ENOENT;
}

static int search_journal(const void *arg, void *answer)
{
	const struct search *search = arg;
	_cleanup_(cleanup_journal) sd_journal *journal = NULL;
	int r = sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_SYSTEM);

	if (r >= 0)
		r = match_unit(journal, search->unit);
	return r < 0 ? r : search_back(journal, search->parts, answer);
}

int unit_log_find(const char *unit, const char *const *parts, char **ret)
{
	const struct search search = {unit, parts};
	char line[LINE_SIZE] = "";
	/* In a child: a journal can be large, or damaged. */
	int r = child_run(search_journal, &search, line, sizeof(line), LIMIT_MS, NULL);

	if (r < 0)
		return r;
	*ret = xstrdup(line);
	return 0;
}
