/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The installed kernels for people: a table by libsmartcols, and what follows from it. */
#include "config.h"

#include <errno.h>
#include <libsmartcols.h>

#include "core/table.h"
#include "kernels/output.h"

#define RED    "\033[1;31m"
#define YELLOW "\033[33m"

static const char *const titles[] = {"KERNEL", "BOOTS", "IMAGE", "MODULES", "PACKAGE"};

enum { COLUMN_KERNEL, COLUMN_BOOTS, COLUMN_IMAGE, COLUMN_MODULES, COLUMN_PACKAGE };

/* The state of a module in one word; modules with the same word share a line. */
static const char *label_of(const struct kernel_module *module)
{
	if (module->ships == SHIPS_FILE)
		return module->form;
	if (module->ships != SHIPS_NOT)
		return module->ships == SHIPS_BUILT_IN ? "built in" : "not known";
	if (module->cause == CAUSE_MODULE_NOT_SHIPPED || module->cause == CAUSE_MODULE_TREE_GONE)
		return "MISSING";
	return cause_get(module->cause)->name;
}

static char *names_of_label(const struct installed_kernel *kernel, const char *label)
{
	_cleanup_strv_ char **names = NULL;

	for (size_t i = 0; i < kernel->count; i++)
		if (text_equal(label_of(&kernel->modules[i]), label))
			strv_append(&names, kernel->modules[i].name);
	return strv_join(names, " ");
}

/* "vxlan geneve: .ko.xz", a line for each label */
static char *modules_cell(const struct installed_kernel *kernel)
{
	_cleanup_strv_ char **lines = NULL;

	if (kernel->count == 0)
		return xstrdup("none required");
	for (size_t i = 0; i < kernel->count; i++) {
		const char *label = label_of(&kernel->modules[i]);
		_cleanup_free_ char *names = names_of_label(kernel, label);
		_cleanup_free_ char *line = format_text("%s: %s", names, label);

		if (!strv_contains(lines, line))
			strv_append(&lines, line);
	}
	return strv_join(lines, "\n");
}

static char *package_cell(const struct installed_kernel *kernel)
{
	static const char *const words[] = {
		[INSTALLED_NO] = ": not installed",
		[INSTALLED_YES] = "",
		[INSTALLED_UNKNOWN] = ": not looked up",
	};

	return *kernel->package ? format_text("%s%s", kernel->package, words[kernel->installed])
				: xstrdup("-");
}

static const char *boots_word(const struct installed_kernel *kernel)
{
	static const char *const words[2][2] = {{"-", "next"}, {"running", "running, next"}};

	return words[kernel->running][kernel->next];
}

static void add_kernel(struct libscols_table *table, const struct installed_kernel *kernel,
		       struct terminal terminal)
{
	struct libscols_line *line = table_new_line(table);
	_cleanup_free_ char *modules = modules_cell(kernel);
	_cleanup_free_ char *package = package_cell(kernel);

	table_set(line, COLUMN_KERNEL, kernel->release);
	table_set(line, COLUMN_BOOTS, boots_word(kernel));
	table_set(line, COLUMN_IMAGE, kernel->image ? kernel->image : "none");
	table_set(line, COLUMN_MODULES, modules);
	table_set(line, COLUMN_PACKAGE, package);
	if (terminal.colour && !kernel_ships_all(kernel))
		table_set_colour(line, COLUMN_MODULES,
				 kernel->next || kernel->running ? RED : YELLOW);
}

static void fill_table(struct libscols_table *table, const struct inventory *inventory,
		       const char *only, struct terminal terminal)
{
	for (size_t i = 0; i < ARRAY_SIZE(titles); i++)
		table_new_column(table, titles[i], i == COLUMN_MODULES,
				 i == COLUMN_MODULES ? "\n" : NULL);
	for (size_t i = 0; i < inventory->count; i++)
		if (!only || text_equal(only, inventory->kernels[i].release))
			add_kernel(table, &inventory->kernels[i], terminal);
}

static void print_next(const struct next_boot *next, FILE *stream)
{
	if (next->release)
		fprintf(stream, "\nBoots next: %s, by %s: %s\n", next->release, next->loader, next->why);
	else
		fprintf(stream, "\nBoots next: not known: %s\n", next->why);
}

/* What each kernel lacks, and the command for it, once. */
static void print_faults(const struct installed_kernel *kernel, FILE *stream)
{
	_cleanup_strv_ char **commands = NULL;

	for (size_t i = 0; i < kernel->count; i++) {
		const struct kernel_module *module = &kernel->modules[i];
		const char *command = module->remedy.command;

		if (!module->words)
			continue;
		fprintf(stream, "\n%s: %s\n", kernel->release, module->words);
		if (!command || strv_contains(commands, command))
			continue;
		strv_append(&commands, command);
		fprintf(stream, "    %s\n", command);
		if (module->remedy.note)
			fprintf(stream, "(%s)\n", module->remedy.note);
	}
}

int kernels_table(const struct inventory *inventory, const char *only, struct terminal terminal,
		  FILE *stream)
{
	struct libscols_table *table = table_new_uncut(terminal, stream);
	int r;

	fill_table(table, inventory, only, terminal);
	r = inventory->count > 0 ? scols_print_table(table) : 0;
	scols_unref_table(table);
	if (r < 0)
		return -EIO;
	if (inventory->count == 0)
		fputs("No kernel is installed: none in /lib/modules, none in /boot\n", stream);
	print_next(&inventory->next, stream);
	for (size_t i = 0; i < inventory->count; i++)
		if (!only || text_equal(only, inventory->kernels[i].release))
			print_faults(&inventory->kernels[i], stream);
	return fflush(stream) != 0 || ferror(stream) ? -EIO : 0;
}
