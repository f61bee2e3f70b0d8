/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* containerd's configuration as it is on the node: the file, and what it imports. */
#include "config.h"

#include <errno.h>

#include "runtime/containerd.h"
#include "system/glob.h"

/* The files in the order in which containerd reads them. */
struct queue {
	char **paths;
	char **matched; /* those of a pattern: one that was removed since is no fault */
};

static void cleanup_queue(struct queue *queue)
{
	strv_free(queue->paths);
	strv_free(queue->matched);
}

bool containerd_is_disabled(const struct context *ctx)
{
	_cleanup_(containerd_files_free) struct containerd_files files = {0};
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	_cleanup_strv_ char **imports = NULL;
	_cleanup_free_ char *text = NULL;
	struct toml_fault toml = {0};
	size_t size;
	int r = runtime_file_read(ctx, CONTAINERD_FILE, &text, &size, &fault);

	if (r > 0)
		containerd_files_add(&files, text, size, &imports, &toml);
	free(toml.words);
	return containerd_files_disabled(&files);
}

static int blame_too_many(struct runtime_fault *fault, const char *importer)
{
	return runtime_blame(fault, importer, -E2BIG, "it imports too many files");
}

/* Each file once: what imports itself, by whatever way, is not read again. */
static int enqueue(struct queue *queue, const char *path, const char *importer,
		   struct runtime_fault *fault)
{
	if (strv_contains(queue->paths, path))
		return 0;
	if (strv_length(queue->paths) == RUNTIME_FILES_MAX)
		return blame_too_many(fault, importer);
	strv_append(&queue->paths, path);
	return 0;
}

/*
 * An import as an absolute path, from the directory of its importer, without "." and "..", without
 * doubled slashes.
 */
static char *import_path(const char *import, const char *importer)
{
	int directory = *import == '/' ? 0 : (int)(strrchr(importer, '/') - importer);
	_cleanup_free_ char *path = format_text("%.*s/%s", directory, importer, import);
	char *clean = xmalloc(strlen(path) + 2), *end = clean, *state = NULL;

	for (char *part = strtok_r(path, "/", &state); part; part = strtok_r(NULL, "/", &state)) {
		if (text_equal(part, "."))
			continue;
		if (text_equal(part, "..")) {
			while (end > clean && *--end != '/')
				;
			continue;
		}
		*end++ = '/';
		end = stpcpy(end, part);
	}
	*end = '\0';
	return clean;
}

static int enqueue_pattern(const struct context *ctx, struct queue *queue, const char *pattern,
			   const char *importer, struct runtime_fault *fault)
{
	_cleanup_strv_ char **paths = NULL;
	int r = sysroot_glob(ctx->root, pattern, RUNTIME_FILES_MAX, &paths);

	if (r == -E2BIG)
		return blame_too_many(fault, importer);
	for (char **path = paths; r == 0 && *path; path++) {
		r = enqueue(queue, *path, importer, fault);
		if (r == 0)
			strv_append(&queue->matched, *path);
	}
	return r;
}

static int enqueue_imports(const struct context *ctx, struct queue *queue, const char *importer,
			   char *const *imports, struct containerd_files *files,
			   struct runtime_fault *fault)
{
	int r = 0;

	for (char *const *import = imports; *import && r == 0; import++) {
		_cleanup_free_ char *path = import_path(*import, importer);

		if (**import != '/' && strchr(path, '*') && !files->of_2)
			containerd_note(&files->differs, "containerd 1.6 takes a relative pattern of imports from "
						 "its working directory, and not from that of the file");
		r = strchr(path, '*') ? enqueue_pattern(ctx, queue, path, importer, fault)
				      : enqueue(queue, path, importer, fault);
	}
	return r;
}

/* 1 when the file was read, 0 when it is not there. */
static int read_one(const struct context *ctx, struct queue *queue, const char *path,
		    struct containerd_files *files, struct runtime_fault *fault)
{
	_cleanup_strv_ char **imports = NULL;
	_cleanup_free_ char *text = NULL;
	struct toml_fault toml = {0};
	size_t size;
	int r = runtime_file_read(ctx, path, &text, &size, fault);

	if (r <= 0)
		return r;
	r = containerd_files_add(files, text, size, &imports, &toml);
	if (r < 0)
		return runtime_file_blame_toml(fault, path, &toml, r);
	r = enqueue_imports(ctx, queue, path, imports, files, fault);
	return r < 0 ? r : 1;
}

/*
 * All files so far; *blamed is the one with which they became what containerd refuses, NULL for
 * none.
 */
static int resolve(const struct containerd_files *files, const char *path,
		   struct containerd_config *ret, const char **blamed, struct toml_fault *toml)
{
	int r;

	containerd_config_free(ret);
	free(TAKE(toml->words));
	r = containerd_files_resolve(files, ret, toml);
	if (r == 0)
		*blamed = NULL;
	else if (!*blamed)
		*blamed = path;
	return r;
}

static int read_queue(const struct context *ctx, struct queue *queue,
		      struct containerd_config *ret, struct runtime_fault *fault)
{
	_cleanup_(containerd_files_free) struct containerd_files files = {0};
	_cleanup_(containerd_config_free) struct containerd_config config = {0};
	struct toml_fault toml = {0};
	const char *blamed = NULL;
	int read = 0, resolved = resolve(&files, "", &config, &blamed, &toml);

	for (size_t i = 0; queue->paths && queue->paths[i]; i++) {
		const char *path = queue->paths[i];
		int r = read_one(ctx, queue, path, &files, fault);

		if (r == 0 && i > 0 && !files.newer && !text_starts(path, "/run/") &&
		    !strv_contains(queue->matched, path))
			r = runtime_blame(fault, queue->paths[0], -EBADMSG,
					  "it imports %s, which does not exist", path);
		if (r < 0) {
			free(toml.words);
			return r;
		}
		read |= r;
		resolved = resolve(&files, path, &config, &blamed, &toml);
	}
	if (resolved < 0)
		return runtime_file_blame_toml(fault, blamed, &toml, resolved);
	*ret = TAKE(config);
	return read;
}

int containerd_read(const struct context *ctx, const char *file, bool is_pattern,
		    struct containerd_config *ret, struct runtime_fault *fault)
{
	_cleanup_(cleanup_queue) struct queue queue = {0};
	int r = is_pattern ? enqueue_pattern(ctx, &queue, file, file, fault)
			   : enqueue(&queue, file, file, fault);

	return r < 0 ? r : read_queue(ctx, &queue, ret, fault);
}
