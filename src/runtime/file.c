/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The files that say which container runtime a node has and how it is set up, read within limits.
 */
#include "config.h"

#include <errno.h>

#include "runtime/file.h"

void runtime_fault_free(struct runtime_fault *fault)
{
	free(fault->file);
	free(fault->words);
	free(fault->source);
	*fault = (struct runtime_fault){0};
}

int runtime_file_blame(struct runtime_fault *fault, const char *path, unsigned int line,
		       char *words, int error)
{
	runtime_fault_free(fault);
	fault->file = xstrdup(path);
	fault->line = line;
	fault->words = words;
	return error;
}

int runtime_blame_error(struct runtime_fault *fault, const char *path, int error)
{
	return runtime_blame(fault, path, error, "%s", sysroot_strerror(error));
}

int runtime_fault_source(struct runtime_fault *fault, const char *path, const char *source,
			 int error)
{
	if (error >= 0 || !fault->file || !text_equal(fault->file, path))
		return error;
	free(fault->source);
	fault->source = xstrdup(source);
	return error;
}

int runtime_file_blame_toml(struct runtime_fault *fault, const char *path, struct toml_fault *toml,
			    int error)
{
	if (error == 0 || !toml->words)
		return error;
	return runtime_file_blame(fault, path, toml->line, TAKE(toml->words), error);
}

int runtime_file_read(const struct context *ctx, const char *path, char **ret_text,
		      size_t *ret_size, struct runtime_fault *fault)
{
	int r = sysroot_read_named(ctx->root, path, SYSROOT_TEXT_MAX, ret_text, ret_size);

	if (r == 0)
		return 1;
	if (r == -ENOTDIR || r == -ENOENT)
		return 0;
	runtime_blame_error(fault, path, r);
	/* What is wrong is the file: its program cannot read it either. */
	if (r == -EISDIR || r == -ELOOP || r == -ENXIO || r == -EMEDIUMTYPE || r == -ENOLINK)
		return -EBADMSG;
	return r;
}
