/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether nobody but root can change what is executed as root for every pod. */
#include "config.h"

#include <errno.h>

#include "checks/cni_directory.h"
#include "checks/cni_trust.h"

#define ROOT_ID 0

/* Who owns everything in a user namespace that maps root to nobody (kernel.overflowuid). */
#define OVERFLOW_ID 65534

/* As the kernel has it (MAXSYMLINKS). */
#define LINKS_MAX 40

struct cni_trust {
	const struct context *ctx;
	struct report *report;
	char **seen;   /* what was told of */
	char **walked; /* directories on the way, which many plugins share */
	size_t told;
	uid_t owner; /* whom the whole system belongs to, besides root */
};

struct cni_trust *cni_trust_new(const struct context *ctx, struct report *report)
{
	struct cni_trust *trust = calloc(1, sizeof(*trust));
	struct stat status;

	if (!trust)
		return NULL;
	*trust = (struct cni_trust){.ctx = ctx, .report = report, .owner = ROOT_ID};
	/* An image that was unpacked by a user belongs to that user, and root in it as well. */
	if (sysroot_stat(ctx->root, "/", &status) == 0 &&
	    (ctx->root->confined || status.st_uid == OVERFLOW_ID))
		trust->owner = status.st_uid;
	return trust;
}

void cni_trust_free(struct cni_trust *trust)
{
	if (trust) {
		strv_free(trust->seen);
		strv_free(trust->walked);
	}
	free(trust);
}

/* 1 and in words who else can change it, 0 when nobody can, -ENOMEM. *ret_owned: root owns it. */
static int describe(const struct cni_trust *trust, const struct stat *status, bool final,
		    char **ret_words, bool *ret_owned)
{
	bool sticky = S_ISDIR(status->st_mode) && (status->st_mode & S_ISVTX) && !final;
	bool link = S_ISLNK(status->st_mode);

	*ret_words = NULL;
	*ret_owned = status->st_uid == ROOT_ID || status->st_uid == trust->owner;
	if (!*ret_owned)
		*ret_words = format_text("belongs to the user %u", (unsigned int)status->st_uid);
	else if (link || sticky)
		return 0;
	else if (status->st_mode & S_IWOTH)
		*ret_words = strdup("can be written by everybody");
	else if ((status->st_mode & S_IWGRP) && status->st_gid != ROOT_ID)
		*ret_words =
			format_text("can be written by the group %u", (unsigned int)status->st_gid);
	else
		return 0;
	return *ret_words ? 1 : -ENOMEM;
}

static char *remedy(const struct cni_trust *trust, const char *path, const struct stat *status,
		    bool owned)
{
	_cleanup_free_ char *word = cni_shell_name(trust->ctx, path);
	bool writable = !S_ISLNK(status->st_mode) && (status->st_mode & (S_IWGRP | S_IWOTH));

	if (!word)
		return NULL;
	if (owned)
		return format_text("chmod go-w %s", word);
	if (!writable)
		return format_text("chown -h root:root %s", word);
	return format_text("chown -h root:root %s && chmod go-w %s", word, word);
}

/* One place on the way, which is told once. wanted is what the way leads to. */
static int look_at(struct cni_trust *trust, const char *path, const struct stat *status, bool final,
		   const char *wanted)
{
	_cleanup_free_ char *words = NULL, *shown = NULL, *command = NULL, *whither = NULL;
	bool owned;
	int r;

	if (strv_contains(trust->seen, path))
		return 0;
	r = describe(trust, status, final, &words, &owned);
	if (r <= 0)
		return r;
	if (strv_append(&trust->seen, path) < 0)
		return -ENOMEM;
	if (trust->told == CNI_TRUST_MAX)
		return 0;
	trust->told++;
	shown = cni_display(trust->ctx, path);
	whither = cni_display(trust->ctx, wanted);
	command = remedy(trust, path, status, owned);
	if (!shown || !whither || !command)
		return -ENOMEM;
	report_cause(trust->report, check_cni_plugins.name, CAUSE_CNI_UNTRUSTED, shown, command,
		     "%s %s%s%s: who can change it decides what is done as root for each pod",
		     shown, words, text_equal(path, wanted) ? "" : ", and leads to ",
		     text_equal(path, wanted) ? "" : whither);
	return 0;
}

/* The directory that the path is in; "" for the root's own. */
static void strip_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

/* What is left of the way when the place reached is a link: its target, then the rest. */
static int follow(const struct cni_trust *trust, char **reached, char **rest)
{
	_cleanup_free_ char *target = NULL;
	char *longer;
	int r = sysroot_readlink(trust->ctx->root, *reached, &target);

	if (r < 0)
		return r;
	longer = format_text("%s/%s", target, *rest);
	if (!longer)
		return -ENOMEM;
	free(*rest);
	*rest = longer;
	if (*target == '/')
		**reached = '\0';
	else
		strip_last(*reached);
	return 0;
}

/* Take the next name off the rest. False when there is none. */
static bool next_name(char *rest, char **ret_name)
{
	char *name = rest + strspn(rest, "/");
	size_t length = strcspn(name, "/");

	if (length == 0)
		return false;
	*ret_name = strndup(name, length);
	memmove(rest, name + length, strlen(name + length) + 1);
	return true;
}

/* The place itself, with what lies beyond it in rest. *ret_link: it leads elsewhere. */
static int look_along(struct cni_trust *trust, const char *path, const char *rest, const char *wanted,
		      bool *ret_link)
{
	bool final = rest[strspn(rest, "/")] == '\0';
	struct stat status;
	int r;

	*ret_link = false;
	if (!final && strv_contains(trust->walked, path))
		return 0;
	r = sysroot_lstat(trust->ctx->root, *path ? path : "/", &status);
	if (r < 0)
		return r;
	*ret_link = S_ISLNK(status.st_mode);
	r = look_at(trust, *path ? path : "/", &status, final, wanted);
	return r == 0 && !final && !*ret_link ? strv_append(&trust->walked, path) : r;
}

/* One step from reached along rest. 1 when there was one, 0 at the end, -errno. */
static int step(struct cni_trust *trust, char **reached, char **rest, unsigned int *links,
		const char *wanted)
{
	_cleanup_free_ char *name = NULL;
	char *longer;
	bool link;
	int r;

	if (!next_name(*rest, &name))
		return 0;
	if (!name)
		return -ENOMEM;
	if (text_equal(name, "."))
		return 1;
	if (text_equal(name, "..")) {
		strip_last(*reached);
		return 1;
	}
	longer = format_text("%s/%s", *reached, name);
	if (!longer)
		return -ENOMEM;
	free(*reached);
	*reached = longer;
	r = look_along(trust, *reached, *rest, wanted, &link);
	if (r < 0 || !link)
		return r < 0 ? r : 1;
	if (++*links > LINKS_MAX)
		return -ELOOP;
	r = follow(trust, reached, rest);
	return r < 0 ? r : 1;
}

int cni_trust_look(struct cni_trust *trust, const char *path)
{
	_cleanup_free_ char *reached = strdup(""), *rest = strdup(path);
	unsigned int links = 0;
	bool link;
	int r;

	if (!reached || !rest)
		return -ENOMEM;
	r = look_along(trust, reached, rest, path, &link);
	while (r >= 0) {
		r = step(trust, &reached, &rest, &links, path);
		if (r == 0)
			return 0;
	}
	/* What is not there, or not to be seen, is the question of others. */
	return r == -ENOMEM ? r : 0;
}
