/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the commands of all checks have in common. */
#include "config.h"

#include "formats/quote.h"
#include "preflight/remedy.h"

/*
 * An image is not rebooted: from inside a chroot that would hit the machine that builds it. Nor is a
 * node whose running kernel works, for the sake of another one.
 */
static void drop_reboot(char *command)
{
	static const char *const reboots[] = {" && reboot", " --reboot"};

	for (size_t i = 0; i < ARRAY_SIZE(reboots); i++) {
		size_t length = strlen(reboots[i]);
		char *found;

		while ((found = strstr(command, reboots[i])))
			memmove(found, found + length, strlen(found + length) + 1);
	}
}

/* "a || { b; }", which package_command() made for the sake of "b && reboot", is "a || b". */
static void drop_braces(char *command)
{
	static const char before[] = "|| { ", after[] = "; }";
	char *open = strstr(command, before);

	if (!open || !text_ends(command, after) || strstr(open, " && "))
		return;
	command[strlen(command) - strlen(after)] = '\0';
	open += strlen("|| ");
	memmove(open, open + strlen("{ "), strlen(open + strlen("{ ")) + 1);
}

char *remedy_for_root(const struct context *ctx, const char *command)
{
	_cleanup_free_ char *root = NULL, *word = NULL;
	char *copy = strdup(command);

	if (copy && (!ctx->kernel || ctx->root->confined)) {
		drop_reboot(copy);
		drop_braces(copy);
	}
	if (!copy || !ctx->root->confined)
		return copy;
	root = quote_shell(ctx->root->path);
	word = quote_shell(copy);
	free(copy);
	return root && word ? format_text("chroot %s sh -c %s", root, word) : NULL;
}
