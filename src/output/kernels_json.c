/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The installed kernels as a JSON document. */
#include "config.h"

#include <json.h>

#include "output/kernels.h"

#define FORM_VERSION 1 /* raise it when a reader of the old form would misread the new one */

/* Each adds a member and takes value over, whether it succeeds or not. NULL is null. */
static bool add(struct json_object *object, const char *key, struct json_object *value)
{
	if (json_object_object_add(object, key, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

static bool add_string(struct json_object *object, const char *key, const char *string)
{
	struct json_object *value = string ? json_object_new_string(string) : NULL;

	return (value || !string) && add(object, key, value);
}

static bool add_bool(struct json_object *object, const char *key, bool flag)
{
	struct json_object *value = json_object_new_boolean(flag);

	return value && add(object, key, value);
}

/* true, false, or null for what is not known. */
static bool add_maybe(struct json_object *object, const char *key, bool is_known, bool flag)
{
	return is_known ? add_bool(object, key, flag) : add(object, key, NULL);
}

static bool append(struct json_object *array, struct json_object *value)
{
	if (value && json_object_array_add(array, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

static struct json_object *module_object(const struct kernel_module *module)
{
	static const char *const states[] = {
		[SHIPS_UNKNOWN] = "unknown",
		[SHIPS_FILE] = "file",
		[SHIPS_BUILT_IN] = "built-in",
		[SHIPS_NOT] = "missing",
	};
	struct json_object *object = json_object_new_object();

	if (object && add_string(object, "name", module->name) &&
	    add_string(object, "state", states[module->ships]) &&
	    add_string(object, "path", module->path) &&
	    add_string(object, "cause", module->cause ? cause_get(module->cause)->name : NULL) &&
	    add_string(object, "summary", module->words) &&
	    add_string(object, "remedy", module->remedy))
		return object;
	json_object_put(object);
	return NULL;
}

static bool add_modules(struct json_object *object, const struct installed_kernel *kernel)
{
	struct json_object *modules = json_object_new_array();

	if (!modules || !add(object, "modules", modules))
		return false;
	for (size_t i = 0; i < kernel->count; i++)
		if (!append(modules, module_object(&kernel->modules[i])))
			return false;
	return true;
}

static struct json_object *kernel_object(const struct inventory *inventory,
					 const struct installed_kernel *kernel)
{
	struct json_object *object = json_object_new_object();

	if (object && add_string(object, "release", kernel->release) &&
	    add_bool(object, "running", kernel->running) &&
	    add_maybe(object, "next", inventory->next.release != NULL, kernel->next) &&
	    add_string(object, "image", kernel->image) &&
	    add_bool(object, "ships", kernel_ships_all(kernel)) && add_modules(object, kernel) &&
	    add_string(object, "package", *kernel->package ? kernel->package : NULL) &&
	    add_maybe(object, "installed", kernel->installed != INSTALLED_UNKNOWN,
		      kernel->installed == INSTALLED_YES))
		return object;
	json_object_put(object);
	return NULL;
}

static bool add_kernels(struct json_object *document, const struct inventory *inventory,
			const char *only)
{
	struct json_object *kernels = json_object_new_array();

	if (!kernels || !add(document, "kernels", kernels))
		return false;
	for (size_t i = 0; i < inventory->count; i++)
		if ((!only || text_equal(only, inventory->kernels[i].release)) &&
		    !append(kernels, kernel_object(inventory, &inventory->kernels[i])))
			return false;
	return true;
}

static bool add_next(struct json_object *document, const struct next_boot *next)
{
	struct json_object *object = json_object_new_object();

	return object && add(document, "next", object) &&
	       add_string(object, "release", next->release) &&
	       add_string(object, "loader", next->loader) &&
	       add_string(object, "entry", next->entry) && add_string(object, "why", next->why);
}

static bool add_version(struct json_object *document)
{
	struct json_object *version = json_object_new_int(FORM_VERSION);

	return version && add(document, "version", version);
}

char *kernels_json(const struct inventory *inventory, const char *only, const char *root)
{
	struct json_object *document = json_object_new_object();
	char *text = NULL;

	if (document && add_version(document) &&
	    add_string(document, "root", root) && add_next(document, &inventory->next) &&
	    add_kernels(document, inventory, only)) {
		const char *written = json_object_to_json_string_ext(
			document, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);

		text = written ? format_text("%s\n", written) : NULL;
	}
	json_object_put(document);
	return text;
}
