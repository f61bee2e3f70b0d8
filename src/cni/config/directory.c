/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A directory of CNI configurations: which file decides there, by the rule of its runtime. */
#include "config.h"

#include <errno.h>

#include "cni/config/candidate.h"
#include "cni/config/directory.h"
#include "cni/config/obstacle.h"
#include "cni/config/rival.h"
#include "core/remedy.h"
#include "text/quote.h"

/* A runtime's rule in the making: what it has met so far. */
struct search {
	const struct cni_reading *reading;
	struct cni_answer *directory; /* the answer */
};

/* CRI-O's: the first file of each kind. */
struct firsts {
	struct cni_answer taken, unjudged, unserved, broken;
	bool has_taken, has_unjudged, has_unserved, has_broken, has_others;
};

static void free_firsts(struct firsts *firsts)
{
	cni_answer_free(&firsts->taken);
	cni_answer_free(&firsts->unjudged);
	cni_answer_free(&firsts->unserved);
	cni_answer_free(&firsts->broken);
}

/* The notices of from go in front of those of to. */
static void move_notices(struct cni_answer *to, struct cni_answer *from)
{
	size_t count = to->notice_count + from->notice_count;
	struct cni_notice *longer;

	if (from->notice_count == 0)
		return;
	longer = xreallocarray(to->notices, count, sizeof(*longer));
	memmove(longer + from->notice_count, longer, to->notice_count * sizeof(*longer));
	memcpy(longer, from->notices, from->notice_count * sizeof(*longer));
	to->notices = longer;
	to->notice_count = count;
	from->notice_count = 0;
}

/* The answer is that of this file; what was said of others before stays said. */
static void decide(struct cni_answer *answer, struct cni_answer *file)
{
	move_notices(file, answer);
	cni_answer_free(answer);
	*answer = *file;
	*file = (struct cni_answer){0};
}

/* A further network of every pod. */
static void attach(struct cni_answer *directory, struct cni_answer *file)
{
	directory->more =
		xreallocarray(directory->more, directory->more_count + 1, sizeof(*directory->more));
	directory->more[directory->more_count++] = file->config;
	file->config = (struct cni_config){0};
}

/* More candidates than are read: it is not known which of them decides. */
static void answer_crowd(const struct search *search)
{
	struct cni_answer *directory = search->directory;
	const struct cni_reading *reading = search->reading;
	_cleanup_free_ char *word = shell_path(reading->ctx, reading->place->conf_dir);

	cni_answer_free(directory);
	directory->state = CNI_UNKNOWN;
	directory->path = display_path(reading->ctx, reading->place->conf_dir);
	directory->fault =
		format_text("more than %d configurations are in it, and %s reads them all",
			    CNI_CANDIDATES_MAX, cni_loader_name(reading->runtime));
	directory->remedy = format_text("ls -l %s", word);
}

/* go-cni: the first max_conf files have to load (all with 0), and no other is looked at. */
static int search_containerd(const struct search *search, char *const *names)
{
	unsigned int max = search->reading->place->max_conf, loaded = 0, read = 0;

	for (; *names && (loaded == 0 || loaded != max); names++) {
		_cleanup_(cni_answer_free) struct cni_answer file = {0};
		int r;

		if (read++ == CNI_CANDIDATES_MAX) {
			answer_crowd(search);
			return 0;
		}
		r = cni_candidate_judge(search->reading, *names, &file, NULL);
		if (r == -ENOENT)
			continue;
		if (r < 0)
			return r;
		if (loaded == 0 || file.state != CNI_SOUND)
			decide(search->directory, &file);
		else
			attach(search->directory, &file);
		if (search->directory->state != CNI_SOUND)
			return 0;
		loaded++;
	}
	return 0;
}

static void note_skipped(const struct search *search, const struct cni_answer *file)
{
	cni_answer_note(search->directory, CAUSE_CNI_CONFIG_SKIPPED, xstrdup(file->path),
			format_text("%s: %s; %s skips it", file->path, file->fault,
				    cni_loader_name(search->reading->runtime)),
			xstrdup(file->remedy));
}

/* Keep the first of a kind. */
static void keep(struct cni_answer *first, bool *has, struct cni_answer *file)
{
	if (*has)
		return;
	*has = true;
	*first = *file;
	*file = (struct cni_answer){0};
}

static bool is_meant(const struct cni_runtime *runtime, const struct cni_config *config)
{
	return !runtime->default_network || text_equal(runtime->default_network, config->name);
}

/* Sort one file in. 1 when the search ends with it. */
static int meet(const struct search *search, const char *name, struct firsts *firsts)
{
	_cleanup_(cni_answer_free) struct cni_answer file = {0};
	enum cni_use use;
	int r = cni_candidate_judge(search->reading, name, &file, &use);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	switch (use) {
	case CNI_USE_STOPS:
		if (firsts->has_taken && !file.hangs)
			return 0;
		decide(search->directory, &file);
		return 1;
	case CNI_USE_TAKEN:
		if (is_meant(search->reading->runtime, &file.config))
			keep(&firsts->taken, &firsts->has_taken, &file);
		else
			firsts->has_others = true;
		return 0;
	case CNI_USE_UNJUDGED:
		if (is_meant(search->reading->runtime, &file.config) && !firsts->has_taken)
			keep(&firsts->unjudged, &firsts->has_unjudged, &file);
		return 0;
	case CNI_USE_UNSERVED:
		if (is_meant(search->reading->runtime, &file.config) && !firsts->has_taken)
			keep(&firsts->unserved, &firsts->has_unserved, &file);
		return 0;
	case CNI_USE_SKIPPED:
		break;
	}
	if (!firsts->has_broken)
		keep(&firsts->broken, &firsts->has_broken, &file);
	else
		note_skipped(search, &file);
	return 0;
}

/* cni_default_network names one that is still to come: no file that is there can take its place. */
static void answer_awaited(const struct search *search)
{
	_cleanup_free_ char *network = quote_message(search->reading->runtime->default_network);

	search->directory->fault = format_text("cni_default_network is \"%s\"", network);
}

/* ocicni: what is skipped is worth a word where another file serves, else it is the fault. */
static void settle(const struct search *search, struct firsts *firsts)
{
	struct cni_answer *answer = search->directory;

	if ((firsts->has_taken || firsts->has_unjudged || firsts->has_unserved) && firsts->has_broken)
		note_skipped(search, &firsts->broken);
	if (firsts->has_taken || firsts->has_unjudged)
		move_notices(answer, &firsts->unserved);
	if (firsts->has_taken) {
		move_notices(answer, &firsts->unjudged);
		decide(answer, &firsts->taken);
	} else if (firsts->has_unjudged) {
		cni_answer_free_notices(&firsts->unjudged);
		decide(answer, &firsts->unjudged);
	} else if (firsts->has_unserved) {
		cni_answer_free_notices(&firsts->unserved);
		firsts->unserved.unserved = true;
		decide(answer, &firsts->unserved);
	} else if (firsts->has_broken) {
		decide(answer, &firsts->broken);
	} else if (firsts->has_others) {
		answer_awaited(search);
	}
}

static int search_crio(const struct search *search, char *const *names)
{
	_cleanup_(free_firsts) struct firsts firsts = {0};
	unsigned int read = 0;

	for (; *names; names++) {
		int r;

		if (read++ == CNI_CANDIDATES_MAX) {
			answer_crowd(search);
			return 0;
		}
		r = meet(search, *names, &firsts);
		if (r != 0)
			return r < 0 ? r : 0;
	}
	settle(search, &firsts);
	return 0;
}

/* Whether the file of that name is one that the runtime looks at. */
static bool counts(const struct cni_reading *reading, const char *name)
{
	_cleanup_free_ char *file = NULL;

	if (!cni_is_candidate(name))
		return false;
	if (!reading->gone)
		return true;
	file = format_text("%s/%s", reading->place->conf_dir, name);
	return !strv_contains(reading->gone, file);
}

/* The candidates of a directory, in the byte order of their names. */
static int list_candidates(const struct cni_reading *reading, char ***ret_names)
{
	char **names = NULL;
	size_t kept = 0;
	int r = sysroot_list(reading->ctx->root, reading->place->conf_dir, CNI_ENTRIES_MAX, &names);

	if (r < 0)
		return r;
	for (char **name = names; *name; name++) {
		if (counts(reading, *name))
			names[kept++] = *name;
		else
			free(*name);
	}
	names[kept] = NULL;
	*ret_names = names;
	return 0;
}

static int read_directory(const struct search *search)
{
	const struct cni_reading *reading = search->reading;
	_cleanup_strv_ char **names = NULL;
	struct cni_answer *directory = search->directory;
	int r = list_candidates(reading, &names);

	if (r < 0 && (cni_error_is_ours(r) || r == -EIO))
		return r;
	directory->path = display_path(reading->ctx, reading->place->conf_dir);
	if (r < 0) {
		cni_obstacle_answer(reading, r, directory);
		return 0;
	}
	r = reading->runtime->loader == CNI_LOADER_CRIO ? search_crio(search, names)
							: search_containerd(search, names);
	if (r < 0 || !reading->rivals)
		return r;
	return cni_rivals_note(reading->ctx, reading->runtime, reading->place, names, directory);
}

int cni_directory_read_place(const struct cni_reading *reading, struct cni_answer *ret)
{
	_cleanup_(cni_answer_free) struct cni_answer directory = {.state = CNI_ABSENT};
	const struct search search = {reading, &directory};
	int r = read_directory(&search);

	if (r < 0)
		return r;
	*ret = directory;
	directory = (struct cni_answer){0};
	return 0;
}
