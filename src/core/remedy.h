/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A remedy: the command for this very node, and what it takes to run it. And what the composers of
 * all checks have in common: paths as words, and what many commands do.
 */
#pragma once

#include "util/util.h"

struct context;

/* Ordered: a remedy of several commands has the greatest of their kinds. */
enum remedy_kind {
	REMEDY_NONE,      /* heals by itself, or nothing is known; a command only shows more */
	REMEDY_SAFE,      /* changes only what is wrong, asks nothing, can be run twice */
	REMEDY_REBOOT,    /* what it changes counts after a reboot */
	REMEDY_EDIT,      /* a person has to change a file, or to see how it is changed */
	REMEDY_DECISION,  /* undoes or weakens what somebody set on purpose, or removes something */
	REMEDY_ELSEWHERE, /* on the host of this container, or with kubectl */
};

/*
 * A command is printed as it is, and runs as it is: of kind REMEDY_SAFE it never waits for an
 * answer, and none reboots behind "&&". End with remedy_free().
 */
struct remedy {
	enum remedy_kind kind; /* REMEDY_NONE without a command, or with one that only shows more */
	char *command;         /* or NULL */
	char *note; /* what to know of the command, a phrase; or NULL. Of a decision: whose, and
		       what it allows */
};

/*
 * What installs packages and asks nothing: no question of apt and none of debconf, a configuration
 * file that was changed is kept, and nothing is removed for it.
 */
#define APT_INSTALL                                                                                \
	"DEBIAN_FRONTEND=noninteractive apt-get -y --no-remove "                                   \
	"-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install"

/* "none", "safe", "reboot", "edit", "decision", "elsewhere": the words of --json. */
const char *remedy_kind_name(enum remedy_kind kind);

/* What stands before the command where it has a line of its own: "to fix it", "to look further". */
const char *remedy_lead(enum remedy_kind kind);

/* "; run: COMMAND" for the end of a line, with what it takes; "" without a command. The caller's.
 */
char *remedy_run(enum remedy_kind kind, const char *command);

/* The caller owns each of these. remedy_take() takes command over: NULL makes one without it. */
struct remedy remedy_take(enum remedy_kind kind, char *command);
struct remedy remedy_copy(const struct remedy *remedy);
#define remedy_format(kind, ...) remedy_take(kind, format_text(__VA_ARGS__))

/* The command that prepares a reboot, with the note that it has to follow. */
#define REMEDY_REBOOT_NOTE "then drain the node and reboot"
#define remedy_reboot(...)                                                                         \
	remedy_explain(remedy_format(REMEDY_REBOOT, __VA_ARGS__), REMEDY_REBOOT_NOTE)

/* Add a note to one that has a command. Takes the remedy over. */
struct remedy remedy_explain(struct remedy remedy, const char *format, ...) PRINTF(2, 3);

/* "; then drain the node and reboot" for the end of a note; "" where the running kernel is not
 * meant. */
const char *remedy_then_reboot(const struct context *ctx);

void remedy_free(struct remedy *remedy);

#define _cleanup_remedy_ _cleanup_(remedy_free)

/* A remedy that is a constant, owned by no one: to be passed on, and not freed. */
#define REMEDY(kind, command) (&(const struct remedy){kind, (char *)(command), NULL})

/*
 * The remedy as it is typed on the machine that runs us: in an image, through chroot. There is no
 * reboot to follow there, and none where it is about another kernel than the running one, which
 * works. One for elsewhere stays as it is. Takes the remedy over.
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

/* The command that installs a library, by the distribution's ID= or ID_LIKE= in os-release. */
struct library_install {
	const char *id, *command;
};

/*
 * That of this node, safe to run; none for an image, which is looked at with the library of another
 * machine, and for a distribution without a row.
 */
struct remedy remedy_library(const struct context *ctx, const struct library_install *rows,
			     size_t count);
