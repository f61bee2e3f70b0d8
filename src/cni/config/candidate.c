/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One candidate of a CNI directory, judged as libcni 1.3 does it, and then as its runtime does. */
#include "config.h"

#include <errno.h>
#include <sys/sysmacros.h>

#include "cni/binary.h"
#include "cni/config/directory.h"
#include "cni/packaged.h"
#include "core/remedy.h"

/* /dev/null (Documentation/admin-guide/devices.txt of the kernel). */
#define NULL_MAJOR 1
#define NULL_MINOR 3

/* open() of a FIFO waits for a writer, and read() of a device for data; /dev/null never waits. */
static bool is_endless(const struct stat *status)
{
	return S_ISFIFO(status->st_mode) || S_ISBLK(status->st_mode) ||
	       (S_ISCHR(status->st_mode) && status->st_rdev != makedev(NULL_MAJOR, NULL_MINOR));
}

/* The file is rejected for that fault, which is taken over. */
static void reject(const struct context *ctx, struct cni_answer *answer, const char *file,
		   char *fault)
{
	cni_answer_set(answer, CNI_INVALID, fault, remedy_aside(ctx, file));
}

/*
 * Read and parse a file into answer->config: the network of that name or, without a name, one more
 * of its plugins. 1; 0 when the answer says what is wrong with it; -ENOENT when it does not exist
 * any more.
 */
static int load_file(const struct context *ctx, const char *file, const char *name,
		     struct cni_answer *answer)
{
	_cleanup_free_ char *text = NULL;
	struct cni_fault fault = {0};
	struct stat status;
	size_t size;
	int r = sysroot_read_named(ctx->root, file, CNI_FILE_MAX, &text, &size);

	if (r == -ENOENT || sysroot_error_is_ours(r))
		return r;
	if (r == -EMEDIUMTYPE) {
		int s = sysroot_stat(ctx->root, file, &status);

		if (s == -ENOENT)
			return s;
		answer->hangs = s == 0 && is_endless(&status);
	}
	if (r < 0) {
		cni_answer_error(ctx, answer, r, remedy_aside(ctx, file));
		return 0;
	}
	r = name ? cni_parse(text, size, cni_form_of(name), &answer->config, &fault)
		 : cni_parse_plugin(text, size, &answer->config, &fault);
	if (r == 0)
		return 1;
	if (r == -EBADMSG) {
		answer->since = fault.since;
		answer->damaged = fault.not_json;
		reject(ctx, answer, file, fault.text);
	} else {
		cni_answer_error(ctx, answer, -EFBIG, remedy_aside(ctx, file));
	}
	return 0;
}

/* Taken before the file is read, so that a later write is noticed. 0 or -errno as lstat(). */
static int take_status(const struct context *ctx, const char *file, struct stat *ret,
		       struct stat *ret_target)
{
	int r = sysroot_lstat(ctx->root, file, ret);

	*ret_target = (struct stat){0};
	if (r == 0 && S_ISLNK(ret->st_mode))
		(void)sysroot_stat(ctx->root, file, ret_target);
	return r;
}

/* Make the answer one about this file of a plugin, not about the list that leads to it. */
static void turn_to(const struct context *ctx, struct cni_answer *answer, const char *file,
		    const struct stat *status, const struct stat *target)
{
	free(answer->file);
	free(answer->path);
	answer->file = xstrdup(file);
	answer->path = display_path(ctx, file);
	answer->status = *status;
	answer->target = *target;
}

static int chain_plugin(const struct cni_reading *reading, struct cni_answer *answer,
			const char *file)
{
	const struct context *ctx = reading->ctx;
	struct stat status = {0}, target;
	int r = strv_contains(reading->ignored_files, file)
			? -ENOENT
			: take_status(ctx, file, &status, &target);

	if (r == -ENOENT || (r == 0 && S_ISDIR(status.st_mode)))
		return 0;
	r = load_file(ctx, file, NULL, answer);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (r > 0) {
		answer->chained++;
		return 0;
	}
	answer->since = CNI_SINCE_1_3;
	turn_to(ctx, answer, file, &status, &target);
	return 0;
}

/* The directory of the plugins cannot be listed. */
static void answer_unlisted(const struct context *ctx, struct cni_answer *answer, const char *path,
			    int error)
{
	_cleanup_free_ char *shown = display_path(ctx, path);
	_cleanup_free_ char *words = NULL;

	answer->since = CNI_SINCE_1_3;
	cni_answer_error(ctx, answer, error, remedy_aside(ctx, path));
	words = answer->fault;
	answer->fault = format_text("its plugins in %s: %s", shown, words);
}

/*
 * libcni 1.3 appends the plugins in <directory>/<network>/ *.conf. It joins the two unchecked, so
 * that a network without a name has those in the directory itself; one that leads elsewhere
 * ("../x") is not followed, and refuses each pod anyway.
 */
static int chain_plugins(const struct cni_reading *reading, struct cni_answer *answer)
{
	const struct context *ctx = reading->ctx;
	const char *network = answer->config.name;
	_cleanup_free_ char *path = NULL, *unused = NULL;
	_cleanup_strv_ char **names = NULL;
	int r;

	if (answer->config.inlined_only ||
	    (*network && cni_check_name(&answer->config, &unused) < 0))
		return 0;
	path = format_text("%s%s%s", reading->place->conf_dir, *network ? "/" : "", network);
	r = sysroot_list(ctx->root, path, CNI_ENTRIES_MAX, &names);
	if (r == -ENOENT)
		return 0;
	if (sysroot_error_is_ours(r))
		return r;
	if (r < 0) {
		answer_unlisted(ctx, answer, path, r);
		return 0;
	}
	for (char **name = names; *name && answer->state == CNI_SOUND; name++) {
		_cleanup_free_ char *file = format_text("%s/%s", path, *name);

		if (!text_ends(*name, ".conf"))
			continue;
		r = chain_plugin(reading, answer, file);
		if (r < 0)
			return r;
	}
	return 0;
}

/* A list without plugins, here and in files of their own. */
static void answer_empty(const struct context *ctx, struct cni_answer *answer, const char *conf_dir)
{
	_cleanup_free_ char *shown = display_path(ctx, conf_dir);

	reject(ctx, answer, answer->file,
	       format_text("it has no \"plugins\", and there is no %s/%s/*.conf", shown,
			   answer->config.name));
}

/*
 * CRI-O executes the plugins with VERSION, which is not done here: they may know a newer version.
 */
static void note_newer(const struct cni_runtime *runtime, struct cni_answer *answer,
		       enum cni_use *use)
{
	const char *name = cni_loader_name(runtime);

	*use = CNI_USE_UNJUDGED;
	cni_answer_note(answer, CAUSE_CNI_CONFIG_SKIPPED, xstrdup(answer->path),
			format_text("%s: \"cniVersion\" is %s, newer than this program supports "
				    "(1.1.0): whether %s accepts or skips it was not checked",
				    answer->path, answer->config.version, name),
			remedy_format(REMEDY_NONE, "%s --version",
				      text_equal(name, "CRI-O") ? "crio" : name));
}

/* Where the plugin is in another directory, the remedy changes the setting and not the file. */
static void note_unserved(const struct context *ctx, const struct cni_runtime *runtime,
			  const struct cni_binary *binary, struct cni_answer *answer)
{
	char *const *bin_dirs = runtime->bin_dirs;
	_cleanup_free_ char *dir = binary->state == CNI_BINARY_MISSING && bin_dirs && *bin_dirs
					   ? cni_binary_elsewhere(ctx, bin_dirs, binary->type)
					   : NULL;
	const struct cni_found_plugin found = {binary->type, dir};

	cni_answer_note(answer, CAUSE_CNI_CONFIG_SKIPPED, xstrdup(answer->path),
			format_text("%s is skipped by %s: plugin %s: %s%s%s", answer->path,
				    cni_loader_name(runtime), binary->type, binary->fault,
				    dir ? ", but in " : "", dir ? dir : ""),
			dir ? cni_binary_remedy_elsewhere(ctx, runtime, &found, 1)
			    : cni_binary_remedy(ctx, bin_dirs, binary, answer->file));
}

/* CRI-O asks each plugin for its versions: one that it cannot execute, or that is too new. */
static int ask_plugins(const struct context *ctx, const struct cni_runtime *runtime,
		       struct cni_answer *answer, enum cni_use *use)
{
	const struct cni_config *config = &answer->config;
	char *fault = NULL;

	if (cni_version_check(config->version, &fault) < 0) {
		*use = CNI_USE_SKIPPED;
		reject(ctx, answer, answer->file, fault);
		return 0;
	}
	for (size_t i = 0; i < config->count; i++) {
		_cleanup_(cni_binary_free) struct cni_binary binary = {0};
		int r = cni_binary_look(ctx, NULL, runtime->bin_dirs, config->plugins[i].type,
					&binary);

		if (r < 0)
			return r;
		if (binary.state != CNI_BINARY_MISSING && binary.state != CNI_BINARY_UNUSABLE)
			continue;
		*use = CNI_USE_UNSERVED;
		/* A packaged network that is skipped is no loss where another file is used. */
		if (!cni_packaged_find(strrchr(answer->file, '/') + 1, config))
			note_unserved(ctx, runtime, &binary, answer);
		return 0;
	}
	if (cni_version_is_newer(config->version))
		note_newer(runtime, answer, use);
	return 0;
}

/* ocicni calls a network without a name by its file. */
static void name_by_file(struct cni_config *config, const char *name)
{
	if (*config->name || config->name_cut)
		return;
	free(config->name);
	config->name = xstrdup(name);
	config->name_is_file = true;
}

/* What is checked once libcni has loaded the file: by the runtime, and for each pod. */
static int judge_loaded(const struct context *ctx, const struct cni_runtime *runtime,
			const char *name, struct cni_answer *answer, enum cni_use *use)
{
	char *fault = NULL;

	if (runtime->loader == CNI_LOADER_CRIO) {
		int r;

		name_by_file(&answer->config, name);
		r = ask_plugins(ctx, runtime, answer, use);
		if (r < 0 || answer->state != CNI_SOUND || *use == CNI_USE_UNSERVED)
			return r;
	}
	if (cni_check_name(&answer->config, &fault) == 0)
		return 0;
	if (*use == CNI_USE_UNJUDGED)
		*use = CNI_USE_SKIPPED;
	reject(ctx, answer, answer->file, fault);
	answer->misnamed = true;
	return 0;
}

static int judge_file(const struct cni_reading *reading, const char *name,
		      struct cni_answer *answer, enum cni_use *use)
{
	const struct context *ctx = reading->ctx;
	int r = load_file(ctx, answer->file, name, answer);

	if (r <= 0)
		return r;
	r = chain_plugins(reading, answer);
	if (r < 0 || answer->state != CNI_SOUND)
		return r;
	if (answer->config.count == 0) {
		answer_empty(ctx, answer, reading->place->conf_dir);
		return 0;
	}
	*use = CNI_USE_TAKEN;
	return judge_loaded(ctx, reading->runtime, name, answer, use);
}

int cni_candidate_judge(const struct cni_reading *reading, const char *name, struct cni_answer *ret,
			enum cni_use *ret_use)
{
	const struct context *ctx = reading->ctx;
	_cleanup_(cni_answer_free) struct cni_answer answer = {.state = CNI_SOUND};
	enum cni_use use = CNI_USE_SKIPPED;
	int r;

	answer.file = format_text("%s/%s", reading->place->conf_dir, name);
	answer.path = display_path(ctx, answer.file);
	r = take_status(ctx, answer.file, &answer.status, &answer.target);
	if (r == 0 && S_ISDIR(answer.status.st_mode))
		return -ENOENT;
	if (r == -ENOENT || sysroot_error_is_ours(r))
		return r;
	r = judge_file(reading, name, &answer, &use);
	if (r < 0)
		return r;
	if (answer.hangs || answer.state == CNI_UNKNOWN)
		use = CNI_USE_STOPS;
	if (ret_use)
		*ret_use = use;
	*ret = TAKE(answer);
	return 0;
}
