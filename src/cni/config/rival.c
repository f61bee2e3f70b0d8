/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is misleading about a CNI directory that works: files that lose against another. */
#include "config.h"

#include <errno.h>

#include "cni/config/directory.h"
#include "core/remedy.h"

/* They are first by design, under the name of the network that they take over or chain to. */
static const char *const first_by_design[] = {"multus", "multus-shim", "cilium-cni"};

/* What packages leave behind the network of a cluster: loopback, and the bridges of CRI-O and
 * podman. */
static const char *const package_leftovers[] = {"loopback", "bridge"};

static bool is_first_by_design(const struct cni_config *config)
{
	for (size_t i = 0; i < config->count; i++)
		if (text_is_among(config->plugins[i].type, first_by_design,
				  ARRAY_SIZE(first_by_design)))
			return true;
	return false;
}

/* "10-a-old.conf", "10-a.bak.conf" and "10-a.conf" of "10-a.conflist". */
static bool is_copy(const char *name, const char *of)
{
	size_t stem = (size_t)(strrchr(of, '.') - of);

	return stem > 0 && strncmp(name, of, stem) == 0 && name[stem] &&
	       strchr("-._ ~", name[stem]);
}

static bool is_newer(const struct stat *a, const struct stat *b)
{
	if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
		return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
	return a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

struct competing_file {
	const char *name; /* of the file */
	struct stat status;
	struct cni_config config;
};

static void free_competing_file(struct competing_file *other)
{
	cni_config_free(&other->config);
}

/* Why one could think that the other file wins, or NULL; and which of the two is to go. */
static const char *find_reason(const struct cni_runtime *runtime, const struct cni_answer *winner,
			       const struct competing_file *other, bool *ret_winner_goes)
{
	const char *name = strrchr(winner->file, '/') + 1;
	const char *type = other->config.plugins[0].type;

	*ret_winner_goes = true;
	if (runtime->default_network && !text_equal(other->config.name, winner->config.name))
		return NULL;
	if (*name == '.' && *other->name != '.')
		return "a name that begins with a dot hides nothing from it";
	if (is_copy(name, other->name))
		return "it looks like a copy of it, and comes first in byte order";
	if (runtime->loader == CNI_LOADER_CONTAINERD && is_newer(&other->status, &winner->status) &&
	    !text_equal(type, winner->config.plugins[0].type) &&
	    !text_is_among(type, package_leftovers, ARRAY_SIZE(package_leftovers)))
		return "the other one is newer, and of another CNI";
	*ret_winner_goes = false;
	if (text_equal(other->config.name, winner->config.name))
		return "both are of one network name";
	return NULL;
}

static void note_competing_file(const struct context *ctx, const struct cni_runtime *runtime,
				const struct cni_place *place, struct cni_answer *winner,
				const struct competing_file *other)
{
	_cleanup_free_ char *file = format_text("%s/%s", place->conf_dir, other->name);
	_cleanup_free_ char *shown = display_path(ctx, file);
	struct remedy remedy;
	bool winner_goes;
	const char *reason = find_reason(runtime, winner, other, &winner_goes);

	if (!reason)
		return;
	/* Both are sound: which of them the node is to have is not ours to say. */
	remedy = remedy_aside(ctx, winner_goes ? winner->file : file);
	remedy.kind = REMEDY_DECISION;
	remedy = remedy_explain(
		remedy,
		"the decision of whoever runs the cluster: pods get the network of the other file");
	cni_answer_note(
		winner, CAUSE_CNI_CONFIG_RIVAL, xstrdup(winner->path),
		format_text("%s takes %s and not %s: %s (the command takes the %s one away)",
			    cni_loader_name(runtime), winner->path, shown, reason,
			    winner_goes ? "first" : "other"),
		remedy);
}

/* -ENOENT for a file that cannot be read or does not load: the runtime would not take it either. */
static int read_competing_file(const struct context *ctx, const struct cni_place *place,
			       const char *name, struct competing_file *ret)
{
	_cleanup_free_ char *file = format_text("%s/%s", place->conf_dir, name);
	_cleanup_free_ char *text = NULL;
	struct cni_fault fault = {0};
	size_t size;
	int r = sysroot_lstat(ctx->root, file, &ret->status);

	if (r == 0)
		r = sysroot_read(ctx->root, file, SYSROOT_TEXT_MAX, &text, &size);
	if (r == 0)
		r = cni_parse(text, size, cni_form_of(name), &ret->config, &fault);
	cni_fault_free(&fault);
	ret->name = name;
	if (r < 0 && cni_error_is_ours(r))
		return r;
	return r == 0 && ret->config.count > 0 ? 0 : -ENOENT;
}

static int note_competing_files(const struct context *ctx, const struct cni_runtime *runtime,
				const struct cni_place *place, char *const *names,
				struct cni_answer *winner)
{
	const char *name = strrchr(winner->file, '/') + 1;
	unsigned int compared = 0;

	while (*names && strcmp(*names, name) <= 0)
		names++;
	for (; *names && compared < CNI_RIVALS_MAX; names++, compared++) {
		_cleanup_(free_competing_file) struct competing_file other = {0};
		int r = read_competing_file(ctx, place, *names, &other);

		if (r == 0)
			note_competing_file(ctx, runtime, place, winner, &other);
		else if (r != -ENOENT)
			return r;
	}
	return 0;
}

int cni_rivals_note(const struct context *ctx, const struct cni_runtime *runtime,
		    const struct cni_place *place, char *const *names, struct cni_answer *answer)
{
	/* A runtime that answers is of one release, and has said what it makes of the file. */
	if (answer->file && !runtime->answer)
		cni_release_note(ctx, runtime, answer);
	if (answer->state != CNI_SOUND || is_first_by_design(&answer->config))
		return 0;
	/* Where pods are attached to more than one network none loses. */
	if (runtime->loader == CNI_LOADER_CONTAINERD && place->max_conf != 1)
		return 0;
	return note_competing_files(ctx, runtime, place, names, answer);
}
