/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gather what can be known of one kernel module. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <linux/capability.h>

#include "module/facts.h"
#include "system/dropins.h"

#define CMDLINE_MAX (64 * 1024)

/* The directories of kmod 30 and later, first wins. */
static const char *const modprobe_directories[] = {
	"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d",
	"/usr/lib/modprobe.d", "/lib/modprobe.d", NULL,
};

static const char blanks[] = " \t\r";

/* The length of the logical line, its continuations included; counts the lines it takes. */
static size_t logical_line(const char *text, unsigned int *lines)
{
	size_t length = 0;

	*lines = 1;
	for (;;) {
		length += strcspn(text + length, "\n");
		if (!text[length] || length == 0 || text[length - 1] != '\\')
			return length;
		length++;
		(*lines)++;
	}
}

/* The next word between text and end; its length, 0 at the end. */
static size_t next_word(const char **text, const char *end)
{
	const char *word = *text;
	size_t length = 0;

	while (word < end && (strchr(blanks, *word) || *word == '\\' || *word == '\n'))
		word++;
	while (word + length < end && !strchr(blanks, word[length]) && word[length] != '\n')
		length++;
	*text = word;
	return length;
}

/* Where the words after the module's name begin; NULL when the line is not of that kind for it. */
static const char *match_line(const char *text, size_t length, enum modprobe_kind kind,
			      const char *module)
{
	static const char *const commands[] = {
		[MODPROBE_NONE] = "",
		[MODPROBE_BLACKLIST] = "blacklist",
		[MODPROBE_INSTALL] = "install",
		[MODPROBE_OPTIONS] = "options",
	};
	const char *command = commands[kind];
	const char *end = text + length;
	size_t word = next_word(&text, end);

	if (word != strlen(command) || strncmp(text, command, word) != 0)
		return NULL;
	text += word;
	word = next_word(&text, end);
	return module_name_equal_n(text, word, module) ? text + word : NULL;
}

/* libkmod gives the command to a shell: a word behind it, but a comment, can mean anything. */
static enum modprobe_command judge_command(const char *text, const char *end)
{
	size_t length = next_word(&text, end);
	_cleanup_free_ char *word = xstrndup(text, length);
	const char *rest = text + length, *name = word;

	if (next_word(&rest, end) > 0 && *rest != '#')
		return MODPROBE_COMMAND_OPEN;
	if (text_starts(word, "/usr/bin/"))
		name += strlen("/usr/bin/");
	else if (text_starts(word, "/bin/"))
		name += strlen("/bin/");
	if (text_equal(name, "false"))
		return MODPROBE_COMMAND_FALSE;
	return text_equal(name, "true") ? MODPROBE_COMMAND_TRUE : MODPROBE_COMMAND_OPEN;
}

bool modprobe_find(const char *text, enum modprobe_kind kind, const char *module,
		   struct modprobe_line *ret)
{
	unsigned int number = 1, lines;

	while (*text) {
		size_t length = logical_line(text, &lines);
		const char *words = *text != '#' ? match_line(text, length, kind, module) : NULL;

		if (words) {
			struct modprobe_line found = {.kind = kind, .line = number};

			if (kind == MODPROBE_INSTALL)
				found.command = judge_command(words, text + length);
			for (size_t i = 0; i < length && i < sizeof(found.text) - 1; i++)
				found.text[i] = isprint((unsigned char)text[i]) ? text[i] : ' ';
			*ret = found;
			return true;
		}
		number += lines;
		text += length + (text[length] == '\n');
	}
	return false;
}

void module_facts_free(struct module_facts *facts)
{
	strv_free(facts->others);
	strv_free(facts->needs);
	free(facts->other);
}

/* A line of the module itself counts before one of what it needs; the first of each counts. */
static void look_for_line(const char *text, const char *path, enum modprobe_kind kind,
			  const struct module_facts *facts, char *const *needs,
			  struct module_line *ret)
{
	const char *name = facts->name;
	struct modprobe_line line;
	bool found;

	if (ret->line.kind && text_equal(ret->module, facts->name))
		return;
	found = modprobe_find(text, kind, name, &line);
	for (; !found && !ret->line.kind && needs && *needs; needs++) {
		name = *needs;
		found = modprobe_find(text, kind, name, &line);
	}
	if (!found)
		return;
	ret->line = line;
	snprintf(ret->file, sizeof(ret->file), "%s", path);
	snprintf(ret->module, sizeof(ret->module), "%s", name);
}

static void read_cmdline(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_free_ char *cmdline = NULL;

	if (sysroot_read(ctx->root, "/proc/cmdline", CMDLINE_MAX, &cmdline, NULL) < 0)
		return;
	if (!cmdline_list(cmdline, "module_blacklist", facts->name, facts->deny_parameter))
		cmdline_list(cmdline, "modprobe.blacklist", facts->name, facts->deny_parameter);
	cmdline_options(cmdline, facts->name, facts->option_parameters);
	/* module_blacklist= counts for needed modules as well, modprobe.blacklist= does not. */
	facts->denied = facts->name;
	for (char **need = facts->needs; need && *need && !facts->deny_parameter[0]; need++) {
		facts->denied = *need;
		cmdline_list(cmdline, "module_blacklist", *need, facts->deny_parameter);
	}
}

/*
 * What modprobe.d says, in the order in which modprobe reads it. libkmod loads what a module needs
 * by the same rules, but for the deny lists, which it asks about the module alone. What cannot be
 * read says nothing.
 */
static void gather_configuration(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_strv_ char **paths = NULL;

	dropins_list(ctx->root, modprobe_directories, ".conf", &paths);
	for (char **path = paths; path && *path; path++) {
		_cleanup_free_ char *text = NULL;

		if (sysroot_read(ctx->root, *path, SYSROOT_TEXT_MAX, &text, NULL) < 0)
			continue;
		look_for_line(text, *path, MODPROBE_BLACKLIST, facts, NULL, &facts->deny);
		look_for_line(text, *path, MODPROBE_INSTALL, facts, facts->needs, &facts->install);
		look_for_line(text, *path, MODPROBE_OPTIONS, facts, facts->needs, &facts->options);
	}
	if (facts->live)
		read_cmdline(ctx, facts);
}

/*
 * True when a small file of /proc or /sys has the text in it; false as well when it is not there.
 */
static bool file_says(const struct context *ctx, const char *path, const char *text)
{
	_cleanup_free_ char *content = NULL;

	return sysroot_read(ctx->root, path, SYSROOT_TEXT_MAX, &content, NULL) == 0 &&
	       strstr(content, text);
}

static bool has_capability(const struct context *ctx)
{
	_cleanup_free_ char *status = NULL;
	const char *effective;

	if (sysroot_read(ctx->root, "/proc/self/status", SYSROOT_TEXT_MAX, &status, NULL) < 0)
		return true;
	effective = strstr(status, "\nCapEff:");
	return !effective || strtoull(effective + strlen("\nCapEff:"), NULL, 16) >> CAP_SYS_MODULE & 1;
}

static void gather_policy(const struct context *ctx, struct module_policy *ret)
{
	static const char lockdown[] = "/sys/kernel/security/lockdown";

	*ret = (struct module_policy){
		.disabled = file_says(ctx, "/proc/sys/kernel/modules_disabled", "1"),
		.sig_enforce = file_says(ctx, "/sys/module/module/parameters/sig_enforce", "Y"),
		.locked_down = file_says(ctx, lockdown, "[integrity]") ||
			       file_says(ctx, lockdown, "[confidentiality]"),
		.capable = has_capability(ctx),
		.user = geteuid() != 0,
	};
}

/*
 * Creating a link makes the kernel run modprobe itself: that can work where our load was refused.
 */
static void try_link(const struct context *ctx, struct module_facts *facts)
{
	struct link_probe probe;

	if (ctx->kernel->link_probe(ctx->kernel, facts->name, &probe) == 0 && probe.error == 0)
		facts->link_works = true;
}

static int load(const struct context *ctx, struct module_facts *facts)
{
	int r = ctx->kernel->module_load(ctx->kernel, facts->name, &facts->load);

	/* Without libkmod in this process the kernel's own modprobe can still load it. */
	if (r == -ELIBACC)
		facts->load.error = r;
	else if (r < 0)
		return r;
	facts->load_tried = true;
	r = ctx->kernel->module_state(ctx->kernel, facts->name, &facts->state);
	if (r < 0 || facts->state == MODULE_LOADED || facts->load.denied || !facts->load.error ||
	    facts->load.timeout)
		return r;
	try_link(ctx, facts);
	return ctx->kernel->module_state(ctx->kernel, facts->name, &facts->state);
}

/* Ask the running kernel, and with try_load let it load the module. */
static int gather_live(const struct context *ctx, bool try_load, struct module_facts *facts)
{
	int r = ctx->kernel->module_state(ctx->kernel, facts->name, &facts->state);

	if (r < 0)
		return r;
	facts->was_loaded = facts->state == MODULE_LOADED;
	facts->has_modules = ctx->kernel->has_modules(ctx->kernel);
	if (!try_load || !facts->has_modules ||
	    (facts->state != MODULE_ABSENT && facts->state != MODULE_COMING))
		return 0;
	return load(ctx, facts);
}

static int gather(const struct context *ctx, bool try_load, struct module_facts *facts)
{
	int r = ctx->kernel ? gather_live(ctx, try_load, facts) : 0;

	if (r < 0 || facts->state == MODULE_LOADED || facts->state == MODULE_BUILT_IN)
		return r;
	r = module_facts_files(ctx, facts);
	if (r < 0)
		return r;
	gather_configuration(ctx, facts);
	if (!facts->live)
		return 0;
	gather_policy(ctx, &facts->policy);
	/* Without a file the try can load nothing: it only shows whether the link is built in. */
	if (!facts->lookup.indexed && !facts->found[0] && !facts->link_works &&
	    !facts->load.timeout)
		try_link(ctx, facts);
	return 0;
}

int module_look(const struct context *ctx, const char *name, bool try_load,
		struct module_facts *ret, enum cause_id *ret_cause)
{
	int r;

	*ret = (struct module_facts){
		.name = name, .has_modules = true, .live = ctx->kernel != NULL};
	r = gather(ctx, try_load, ret);
	return r < 0 ? r : (int)module_judge(ret, ctx->release, ret_cause);
}
