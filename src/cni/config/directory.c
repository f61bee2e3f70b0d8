/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A directory of CNI configurations: which file decides there, by the rule of its runtime. */
#include "config.h"

#include <errno.h>

#include "cni/config/directory.h"
#include "core/remedy.h"

/* The first file of each use that CRI-O can make of one; without a file there is none. */
struct crio_scan {
	struct cni_answer first[CNI_USE_STOPS];
	bool has_others; /* networks that cni_default_network does not name */
};

static void free_crio_scan(struct crio_scan *scan)
{
	for (size_t i = 0; i < ARRAY_SIZE(scan->first); i++)
		cni_answer_free(&scan->first[i]);
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

/* Make the answer that of this file; the notices about other files stay, in front of its own. */
static void use_answer(struct cni_answer *answer, struct cni_answer *file)
{
	move_notices(file, answer);
	cni_answer_free(answer);
	*answer = TAKE(*file);
}

/* More candidates than are read: it is not known which of them decides. */
static void answer_too_many(const struct cni_reading *reading, struct cni_answer *answer)
{
	_cleanup_free_ char *word = shell_path(reading->ctx, reading->place->conf_dir);

	cni_answer_free(answer);
	answer->state = CNI_UNKNOWN;
	answer->path = display_path(reading->ctx, reading->place->conf_dir);
	answer->fault = format_text("more than %d configurations are in it, and %s reads them all",
				    CNI_CANDIDATES_MAX, cni_loader_name(reading->runtime));
	answer->remedy = remedy_format(REMEDY_NONE, "ls -l %s", word);
}

/* go-cni: the first max_conf files have to load (all with 0), and no other is looked at. */
static int read_as_containerd(const struct cni_reading *reading, char *const *names,
			      struct cni_answer *answer)
{
	unsigned int max = reading->place->max_conf, loaded = 0, read = 0;

	for (; *names && (loaded == 0 || loaded != max); names++) {
		_cleanup_(cni_answer_free) struct cni_answer file = {0};
		int r;

		if (read++ == CNI_CANDIDATES_MAX) {
			answer_too_many(reading, answer);
			return 0;
		}
		r = cni_candidate_judge(reading, *names, &file, NULL);
		if (r == -ENOENT)
			continue;
		if (r < 0)
			return r;
		if (loaded == 0 || file.state != CNI_SOUND) {
			use_answer(answer, &file);
		} else {
			answer->more = xreallocarray(answer->more, answer->more_count + 1,
						     sizeof(*answer->more));
			answer->more[answer->more_count++] = TAKE(file.config);
		}
		if (answer->state != CNI_SOUND)
			return 0;
		loaded++;
	}
	return 0;
}

static void note_skipped(const struct cni_reading *reading, const struct cni_answer *file,
			 struct cni_answer *answer)
{
	cni_answer_note(answer, CAUSE_CNI_CONFIG_SKIPPED, xstrdup(file->path),
			format_text("%s: %s; %s skips it", file->path, file->fault,
				    cni_loader_name(reading->runtime)),
			remedy_copy(&file->remedy));
}

static bool may_be_default_network(const struct cni_runtime *runtime,
				   const struct cni_config *config)
{
	return !runtime->default_network ||
	       (config->name && text_equal(runtime->default_network, config->name));
}

/* Judge one file and keep it if it is the first of its use. 1 when nothing behind it matters. */
static int scan_crio_candidate(const struct cni_reading *reading, const char *name,
			       struct crio_scan *scan, struct cni_answer *answer)
{
	_cleanup_(cni_answer_free) struct cni_answer file = {0};
	bool is_taken = scan->first[CNI_USE_TAKEN].file, may_be_default;
	enum cni_use use;
	int r = cni_candidate_judge(reading, name, &file, &use);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	may_be_default = may_be_default_network(reading->runtime, &file.config);
	if (use == CNI_USE_STOPS) {
		if (is_taken && !file.hangs)
			return 0;
		use_answer(answer, &file);
		return 1;
	}
	if (use == CNI_USE_TAKEN && !may_be_default)
		scan->has_others = true;
	else if (use == CNI_USE_SKIPPED && scan->first[use].file)
		note_skipped(reading, &file, answer);
	else if (!scan->first[use].file &&
		 (use == CNI_USE_SKIPPED || (may_be_default && !is_taken)))
		scan->first[use] = TAKE(file);
	return 0;
}

/*
 * ocicni (loadNetworks()): a file that is skipped is a warning where another one serves, else the
 * fault. Without any, cni_default_network names one that is still to come, whose place no other can
 * take.
 */
static void judge_crio_candidates(const struct cni_reading *reading, struct crio_scan *scan,
				  struct cni_answer *answer)
{
	struct cni_answer *skipped = &scan->first[CNI_USE_SKIPPED];
	size_t use = 0;

	while (use < CNI_USE_STOPS && !scan->first[use].file)
		use++;
	if (use < CNI_USE_SKIPPED && skipped->file)
		note_skipped(reading, skipped, answer);
	for (size_t later = CNI_USE_UNSERVED; later > use; later--)
		move_notices(answer, &scan->first[later]);
	if (use == CNI_USE_UNJUDGED || use == CNI_USE_UNSERVED)
		cni_answer_free_notices(&scan->first[use]);
	if (use < CNI_USE_STOPS) {
		use_answer(answer, &scan->first[use]);
		answer->unserved = use == CNI_USE_UNSERVED;
	} else if (scan->has_others) {
		answer->fault = format_text("cni_default_network is \"%s\"",
					    reading->runtime->default_network);
	}
}

static int read_as_crio(const struct cni_reading *reading, char *const *names,
			struct cni_answer *answer)
{
	_cleanup_(free_crio_scan) struct crio_scan scan = {0};
	unsigned int read = 0;

	for (; *names; names++) {
		int r;

		if (read++ == CNI_CANDIDATES_MAX) {
			answer_too_many(reading, answer);
			return 0;
		}
		r = scan_crio_candidate(reading, *names, &scan, answer);
		if (r != 0)
			return r < 0 ? r : 0;
	}
	judge_crio_candidates(reading, &scan, answer);
	return 0;
}

/* Whether the file of that name is one that the runtime looks at. */
static bool is_read_by_runtime(const struct cni_reading *reading, const char *name)
{
	_cleanup_free_ char *file = NULL;

	if (!cni_is_candidate(name))
		return false;
	if (!reading->ignored_files)
		return true;
	file = format_text("%s/%s", reading->place->conf_dir, name);
	return !strv_contains(reading->ignored_files, file);
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
		if (is_read_by_runtime(reading, *name))
			names[kept++] = *name;
		else
			free(*name);
	}
	names[kept] = NULL;
	*ret_names = names;
	return 0;
}

int cni_directory_read_place(const struct cni_reading *reading, struct cni_answer *ret)
{
	_cleanup_(cni_answer_free) struct cni_answer answer = {.state = CNI_ABSENT};
	const struct cni_runtime *runtime = reading->runtime;
	_cleanup_strv_ char **names = NULL;
	int listed = list_candidates(reading, &names), r = 0;

	if (listed < 0 && (sysroot_error_is_ours(listed) || listed == -EIO))
		return listed;
	answer.path = display_path(reading->ctx, reading->place->conf_dir);
	if (listed < 0)
		cni_obstacle_answer(reading, listed, &answer);
	else if (runtime->loader == CNI_LOADER_CRIO)
		r = read_as_crio(reading, names, &answer);
	else
		r = read_as_containerd(reading, names, &answer);
	if (r < 0)
		return r;
	if (reading->compares) {
		/* A runtime that answers has judged the file; other releases do not matter. */
		if (answer.file && !runtime->answer)
			cni_release_note(reading->ctx, runtime, &answer);
		r = cni_unintended_note(reading, names, &answer);
		if (r < 0)
			return r;
	}
	*ret = TAKE(answer);
	return 0;
}
