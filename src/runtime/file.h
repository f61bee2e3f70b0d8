/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The files that say which container runtime a node has and how it is set up, read within limits.
 */
#pragma once

#include "core/check.h"
#include "text/toml.h"

/* Files of one configuration, drop-ins and imports with it. */
#define RUNTIME_FILES_MAX 256

/* A file that could not be read or that its program refuses; all NULL and 0 for none. */
struct runtime_fault {
	char *file;        /* below the root */
	unsigned int line; /* 0: the whole file */
	char *words;       /* what is wrong, for messages */
	char *source;      /* the unit or file that names the file; NULL for a place of its own */
};

void runtime_fault_free(struct runtime_fault *fault);

/*
 * Read a file. *ret_text and *ret_size are the caller's. 1, or 0 when there is no such file; else
 * -errno, and *fault names the file. A link to nothing is a fault (-EBADMSG): its reader fails on
 * it.
 */
int runtime_file_read(const struct context *ctx, const char *path, char **ret_text,
		      size_t *ret_size, struct runtime_fault *fault);

/*
 * Name a fault of a file; words are taken over. Returns error. runtime_blame() is for the whole
 * file.
 */
int runtime_file_blame(struct runtime_fault *fault, const char *path, unsigned int line,
		       char *words, int error);
#define runtime_blame(fault, path, error, ...)                                                     \
	runtime_file_blame(fault, path, 0, format_text(__VA_ARGS__), error)

/* The same for an error of sysroot, which is returned. */
int runtime_blame_error(struct runtime_fault *fault, const char *path, int error);

/* Add who names the file, when the fault is of that file. Returns error. */
int runtime_fault_source(struct runtime_fault *fault, const char *path, const char *source,
			 int error);

/* The same for a fault of TOML; it is emptied. An error without words is handed through. */
int runtime_file_blame_toml(struct runtime_fault *fault, const char *path,
			    struct toml_fault *toml, int error);
