/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command that changes the kernel command line of this node. */
#include "config.h"

#include "checks/cmdline_remedy.h"
#include "formats/quote.h"
#include "system/dropins.h"

/* Where a node keeps its kernel command line, and what makes a change of it count. */
static const struct {
	const char *sign; /* a file that only such a node has */
	const char *file;
	const char *apply;
} places[] = {
	{"/boot/grub/grub.cfg", "/etc/default/grub", "update-grub"},
	{"/boot/grub2/grub.cfg", "/etc/default/grub", "grub2-mkconfig -o /boot/grub2/grub.cfg"},
	{"/etc/kernel/cmdline", "/etc/kernel/cmdline", "kernel-install add"},
	{"/boot/firmware/cmdline.txt", "/boot/firmware/cmdline.txt", NULL}, /* Raspberry Pi */
};

/* A backslash before each special character. NULL when there is no memory. The caller owns it. */
static char *escape(const char *word, const char *special)
{
	char *ret = malloc(2 * strlen(word) + 1), *end = ret;

	for (; ret && *word; word++) {
		if (strchr(special, *word))
			*end++ = '\\';
		*end++ = *word;
	}
	if (ret)
		*end = '\0';
	return ret;
}

/* sed's commands, one for each parameter: "s/ *vxlan\.udp_port=bad//". The caller owns it. */
static char *sed_script(const char *parameters, const char *replacement)
{
	_cleanup_free_ char *now = escape(replacement, "\\&/");
	_cleanup_strv_ char **words = NULL, **commands = NULL;
	_cleanup_free_ char *script = NULL;

	if (!now || strv_split(parameters, &words) < 0)
		return NULL;
	for (char **word = words; *word; word++) {
		_cleanup_free_ char *old = escape(*word, "\\.*[]^$/");
		_cleanup_free_ char *command =
			old ? format_text("s/%s%s/%s/", *now ? "" : " *", old, now) : NULL;

		if (!command || strv_append(&commands, command) < 0)
			return NULL;
	}
	script = strv_join(commands, ";");
	return script ? quote_shell(script) : NULL;
}

static char *grubby_remedy(const char *parameters, const char *replacement)
{
	_cleanup_free_ char *old = quote_shell(parameters);
	_cleanup_free_ char *now = quote_shell(replacement);

	if (!old || !now)
		return NULL;
	return format_text("grubby --update-kernel=ALL --remove-args=%s%s%s && reboot", old,
			   *replacement ? " --args=" : "", *replacement ? now : "");
}

/* The file that has the text: GRUB reads those of default/grub.d after default/grub. */
static char *grub_file(const struct context *ctx, const char *file, const char *parameters)
{
	static const char *const directories[] = {"/etc/default/grub.d", NULL};
	_cleanup_free_ char *first = strndup(parameters, strcspn(parameters, " "));
	_cleanup_strv_ char **paths = NULL;

	if (!first)
		return NULL;
	if (!text_ends(file, "/grub") || dropins_list(ctx->root, directories, ".cfg", &paths) < 0)
		return strdup(file);
	for (char **path = paths; *path; path++) {
		_cleanup_free_ char *text = NULL;

		if (sysroot_read(ctx->root, *path, SYSROOT_TEXT_MAX, &text, NULL) == 0 &&
		    strstr(text, first))
			return quote_shell(*path);
	}
	return strdup(file);
}

/* kernel-install takes the release and its image, the others take nothing. */
static char *apply_command(const struct context *ctx, const char *apply)
{
	_cleanup_free_ char *image = format_text("/lib/modules/%s/vmlinuz", ctx->release);

	if (!image || !text_starts(apply, "kernel-install"))
		return image ? strdup(apply) : NULL;
	if (sysroot_exists(ctx->root, image))
		return format_text("%s %s %s", apply, ctx->release, image);
	return format_text("%s %s /boot/vmlinuz-%s", apply, ctx->release, ctx->release);
}

char *cmdline_remedy(const struct context *ctx, const char *parameters, const char *replacement)
{
	_cleanup_free_ char *script = NULL;

	if (sysroot_exists(ctx->root, "/usr/sbin/grubby"))
		return grubby_remedy(parameters, replacement);
	script = sed_script(parameters, replacement);
	for (size_t i = 0; script && i < ARRAY_SIZE(places); i++) {
		_cleanup_free_ char *file = NULL, *apply = NULL;

		if (!sysroot_exists(ctx->root, places[i].sign))
			continue;
		file = grub_file(ctx, places[i].file, parameters);
		apply = apply_command(ctx, places[i].apply ? places[i].apply : "");
		if (!file || !apply)
			return NULL;
		return format_text("sed -i %s %s%s%s && reboot", script, file, *apply ? " && " : "",
				   apply);
	}
	return NULL;
}
