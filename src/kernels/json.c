/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The installed kernels as a JSON document. */
#include "config.h"

#include "kernels/output.h"
#include "text/document.h"

#define FORM_VERSION 1 /* raise it when a reader of the old form would misread the new one */

/* true, false, or null for what is not known. */
static void add_maybe(struct json_object *object, const char *key, bool is_known, bool flag)
{
	if (is_known)
		document_add_bool(object, key, flag);
	else
		document_add(object, key, NULL);
}

static struct json_object *module_object(const struct kernel_module *module)
{
	static const char *const states[] = {
		[SHIPS_UNKNOWN] = "unknown",
		[SHIPS_FILE] = "file",
		[SHIPS_BUILT_IN] = "built-in",
		[SHIPS_NOT] = "missing",
	};
	struct json_object *object = document_new();

	document_add_string(object, "name", module->name);
	document_add_string(object, "state", states[module->ships]);
	document_add_string(object, "path", module->path);
	document_add_string(object, "cause", module->cause ? cause_get(module->cause)->name : NULL);
	document_add_string(object, "summary", module->words);
	document_add_string(object, "remedy", module->remedy.command);
	document_add_string(object, "remedy_kind", remedy_kind_name(module->remedy.kind));
	document_add_string(object, "remedy_note", module->remedy.note);
	return object;
}

static struct json_object *kernel_object(const struct inventory *inventory,
					 const struct installed_kernel *kernel)
{
	struct json_object *object = document_new(), *modules;

	document_add_string(object, "release", kernel->release);
	document_add_bool(object, "running", kernel->running);
	add_maybe(object, "next", inventory->next.release != NULL, kernel->next);
	document_add_string(object, "image", kernel->image);
	document_add_bool(object, "ships", kernel_ships_all(kernel));
	modules = document_add_list(object, "modules");
	for (size_t i = 0; i < kernel->count; i++)
		document_append(modules, module_object(&kernel->modules[i]));
	document_add_string(object, "package", *kernel->package ? kernel->package : NULL);
	add_maybe(object, "installed", kernel->installed != INSTALLED_UNKNOWN,
		  kernel->installed == INSTALLED_YES);
	return object;
}

static void add_kernels(struct json_object *document, const struct inventory *inventory,
			const char *only)
{
	struct json_object *kernels = document_add_list(document, "kernels");

	for (size_t i = 0; i < inventory->count; i++)
		if (!only || text_equal(only, inventory->kernels[i].release))
			document_append(kernels, kernel_object(inventory, &inventory->kernels[i]));
}

static struct json_object *next_object(const struct next_boot *next)
{
	struct json_object *object = document_new();

	document_add_string(object, "release", next->release);
	document_add_string(object, "loader", next->loader);
	document_add_string(object, "entry", next->entry);
	document_add_string(object, "why", next->why);
	return object;
}

char *kernels_json(const struct inventory *inventory, const char *only, const char *root)
{
	struct json_object *document = document_new();

	document_add_number(document, "version", FORM_VERSION);
	document_add_string(document, "root", root);
	document_add(document, "next", next_object(&inventory->next));
	add_kernels(document, inventory, only);
	return document_finish(document);
}
