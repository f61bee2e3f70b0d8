/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A remedy: the command for this very node, and what it takes to run it. And what the composers of
 * all checks have in common: paths as words, and what many commands do.
 */
#pragma once

#include "util/util.h"

struct context;

/* From harmless to what is not done here: of several commands the last one counts. */
enum remedy_kind {
	REMEDY_NONE,      /* heals by itself, or nothing is known; a command only shows more */
	REMEDY_SAFE,      /* changes only what is wrong, asks nothing, can be run twice */
	REMEDY_REBOOT,    /* what it changes counts after a reboot */
	REMEDY_EDIT,      /* a person has to change a file, or to see how it is changed */
	REMEDY_DECISION,  /* undoes or weakens what somebody set on purpose, or removes something */
	REMEDY_ELSEWHERE, /* on the host of this container, or with kubectl */
};

/* command: NULL when there is none, of kind REMEDY_NONE then. End with remedy_free(). */
struct remedy {
	enum remedy_kind kind;
	char *command;
};

/* "none", "safe", "reboot", "edit", "decision", "elsewhere": the words of --json. */
const char *remedy_kind_name(enum remedy_kind kind);

/* The caller owns each of these. remedy_take() takes command over: NULL makes one without it. */
struct remedy remedy_take(enum remedy_kind kind, char *command);
struct remedy remedy_format(enum remedy_kind kind, const char *format, ...) PRINTF(2, 3);
struct remedy remedy_copy(const struct remedy *remedy);
void remedy_free(struct remedy *remedy);

#define _cleanup_remedy_ _cleanup_(remedy_free)

/* A remedy that is a constant, owned by no one: to be passed on, and not freed. */
#define REMEDY(kind, command) (&(const struct remedy){kind, (char *)(command)})

/*
 * The command as it is typed on the machine that runs us: in an image, through chroot; without a
 * reboot there, and where it is about another kernel than the running one, which works. Takes the
 * remedy over.
 */
struct remedy remedy_for_root(const struct context *ctx, struct remedy remedy);

/* A path below the root, for messages: as a person types it, without control characters. */
char *display_path(const struct context *ctx, const char *path);

/* A path below the root as a word of a command. */
char *shell_path(const struct context *ctx, const char *path);

/* As shell_path(), for a command that takes a symbolic link as it is, as mv does. */
char *shell_name(const struct context *ctx, const char *path);

/* The command that lets us look: ourselves, as root. */
struct remedy remedy_root(const struct context *ctx);

/*
 * The command that puts a file (or what is in its place) aside: it is renamed where it is, so that
 * no loader takes it, and nothing is lost, however often the command is run. Safe for what is
 * broken; where it is sound, the caller gives it another kind.
 */
struct remedy remedy_aside(const struct context *ctx, const char *file);

/* The same into a directory of the same file system, where the name alone does not do. */
struct remedy remedy_aside_to(const struct context *ctx, const char *file, const char *directory);
