/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The inventory of the installed kernels: rows, what boots next, and what it looks like. */
#include "config.h"

#include <json.h>

#include "kernels/inventory.h"
#include "kernels/output.h"
#include "kernels_fixture.h"

static struct inventory take(struct fixture *fixture)
{
	struct inventory inventory;

	assert_int_equal(inventory_take(&fixture->ctx, OLD, &inventory), 0);
	for (size_t i = 0; i < inventory.count; i++)
		inventory_judge(&fixture->ctx, &inventory.kernels[i]);
	return inventory;
}

/* The release that boots next ("" for not known) and a part of why. */
static void assert_next(struct fixture *fixture, const char *release, const char *why)
{
	struct inventory inventory = take(fixture);

	assert_string_equal(inventory.next.release ? inventory.next.release : "", release);
	if (!strstr(inventory.next.why, why))
		fail_msg("\"%s\" does not say \"%s\"", inventory.next.why, why);
	inventory_free(&inventory);
}

static void test_rows(void **state)
{
	struct fixture *fixture = *state;
	struct inventory inventory;

	fixture_write(fixture, "/boot/vmlinuz-6.1.0-60-amd64", "kernel");
	fixture_write(fixture, "/boot/vmlinuz-" NEW ".dpkg-new", "kernel");
	fixture_write(fixture, "/boot/vmlinuz-0-rescue-0123", "kernel");
	fixture_directory(fixture, "/lib/modules/6.1.0-1-amd64");
	fixture_write(fixture, "/var/lib/dpkg/info/linux-image-" OLD ".md5sums", "");
	inventory = take(fixture);
	assert_int_equal(inventory.count, 3);
	assert_string_equal(inventory.kernels[0].release, OLD);
	assert_true(inventory.kernels[0].running && kernel_ships_all(&inventory.kernels[0]));
	assert_string_equal(inventory.kernels[0].modules[0].form, ".ko");
	assert_string_equal(inventory.kernels[0].image, "/boot/vmlinuz-" OLD);
	assert_int_equal(inventory.kernels[0].installed, INSTALLED_YES);
	assert_string_equal(inventory.kernels[1].release, NEW);
	assert_false(kernel_ships_all(&inventory.kernels[1]));
	assert_int_equal(inventory.kernels[1].installed, INSTALLED_NO);
	assert_string_equal(inventory.kernels[2].release, "6.1.0-60-amd64");
	assert_false(kernel_ships_all(&inventory.kernels[2]));
	inventory_free(&inventory);
}

/* What lies beside kernels, and is none. */
static void test_no_kernels(void **state)
{
	struct fixture *fixture = *state;
	struct inventory inventory;

	/* Headers, what a removal left, a file, names that are no release. */
	fixture_link(fixture, "/lib/modules/6.1.0-60-amd64/build", "/usr/src/linux-headers-6.1.0-60-amd64");
	fixture_write(fixture, "/lib/modules/6.1.0-61-amd64/modules.dep", "");
	fixture_directory(fixture, "/lib/modules/6.1.0-62-amd64/updates");
	fixture_write(fixture, "/lib/modules/6.1.0-63-amd64", "");
	fixture_directory(fixture, "/lib/modules/6.1.0-64;reboot/kernel");
	fixture_directory(fixture, "/lib/modules/.6.1.0-65/kernel");
	fixture_link(fixture, "/lib/modules/6.1.0-66-amd64", "6.1.0-66-amd64");
	fixture_fifo(fixture, "/lib/modules/6.1.0-67-amd64");
	fixture_directory(fixture, "/boot/vmlinuz-");
	fixture_write(fixture, "/boot/vmlinuz-" NEW ".old", "kernel");
	inventory = take(fixture);
	assert_int_equal(inventory.count, 2);
	inventory_free(&inventory);
	/* A directory in place of an image boots nothing, nor does a link to nothing. */
	fixture_directory(fixture, "/boot/vmlinuz-6.1.0-70-amd64");
	fixture_link(fixture, "/boot/vmlinuz-6.1.0-71-amd64", "none");
	fixture_fifo(fixture, "/boot/vmlinuz-6.1.0-72-amd64");
	inventory = take(fixture);
	assert_int_equal(inventory.count, 5);
	for (size_t i = 2; i < inventory.count; i++)
		assert_true(!inventory.kernels[i].image && !kernel_ships_all(&inventory.kernels[i]));
	inventory_free(&inventory);
}

/* A damaged tree is never a tree that ships. */
static void test_damage(void **state)
{
	static const struct {
		const char *command, *cause;
	} rows[] = {
		{"truncate -s 40 modules.dep.bin", "module-index-damaged"},
		{"rm modules.dep.bin", "module-index-missing"},
		{"rm modules.dep.bin && mkfifo modules.dep.bin", "module-index-damaged"},
		{"printf x > modules.dep.bin", "module-index-damaged"},
		/* of another version, in both directions; of another kind; behind a link; of 1 GiB */
		{"printf '\\0\\1' | dd of=modules.dep.bin bs=1 seek=4 conv=notrunc status=none",
		 "module-index-damaged"},
		{"printf '\\0\\1' | dd of=modules.dep.bin bs=1 seek=4 conv=notrunc status=none",
		 "module-index-damaged"},
		{"cp modules.symbols.bin modules.dep.bin", "module-index-damaged"},
		{"mv modules.dep.bin x && ln -s x modules.dep.bin", "module-index-damaged"},
		{"rm modules.softdep && ln -s /none modules.softdep", "module-index-damaged"},
		{"truncate -s 1G modules.alias.bin", "module-index-damaged"},
		{": > kernel/drivers/net/vxlan/vxlan.ko", "module-file-damaged"},
		{"truncate -s 100 kernel/net/ipv4/udp_tunnel.ko", "module-file-damaged"},
		{"rm kernel/net/ipv4/udp_tunnel.ko", "module-dependency-missing"},
		{"rm -r kernel/drivers", "module-file-missing"},
		/* without the text of the index */
		{"rm modules.dep kernel/net/ipv4/udp_tunnel.ko", "module-dependency-missing"},
		{"rm modules.dep kernel/net/ipv6/ip6_udp_tunnel.ko", "module-dependency-missing"},
		{"rm modules.dep kernel/drivers/net/vxlan/vxlan.ko", "module-file-missing"},
		{"rm modules.dep && : > kernel/drivers/net/vxlan/vxlan.ko", "module-file-damaged"},
		{"rm modules.dep && : > kernel/net/ipv4/udp_tunnel.ko", "module-file-damaged"},
		/* unpacked by half, in the order in which an archive has it */
		{"rm modules.* && rm -r kernel/net", "module-index-missing"},
		{"rm modules.* && rm -r kernel/drivers", "module-not-shipped"},
		{"rm -r *", "module-tree-gone"},
	};
	struct fixture *fixture = *state;

	run_command("cp -a %s/lib/modules/" OLD " %s/kept", fixture->path, fixture->path);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct installed_kernel *kernel;
		struct inventory inventory;

		run_command("cd %s/lib/modules/" OLD " && %s", fixture->path, rows[i].command);
		inventory = take(fixture);
		kernel = inventory_find(&inventory, OLD);
		if (kernel_ships_all(kernel) || !text_equal(cause_get(kernel->modules[0].cause)->name,
							    rows[i].cause))
			fail_msg("%s: %s", rows[i].command,
				 kernel_ships_all(kernel) ? "ships"
							  : cause_get(kernel->modules[0].cause)->name);
		assert_non_null(kernel->modules[0].words);
		inventory_free(&inventory);
		run_command("cd %s && rm -r lib/modules/" OLD " && cp -a kept lib/modules/" OLD, fixture->path);
	}
}

static void test_grub(void **state)
{
	struct fixture *fixture = *state;

	assert_next(fixture, "", "neither a grub.cfg");
	lay_grub(fixture, "0");
	assert_next(fixture, NEW, "the default of /boot/grub/grub.cfg, 0");
	lay_grub(fixture, "1>1");
	assert_next(fixture, OLD, "the default of /boot/grub/grub.cfg, 1>1");
	lay_grubenv(fixture, "next_entry=0\n");
	assert_next(fixture, NEW, "next_entry in /boot/grub/grubenv");
	lay_grubenv(fixture, "saved_entry=0\n"); /* and the menu does not ask for it */
	assert_next(fixture, OLD, "the default of");
	lay_grub(fixture, "${saved_entry}");
	lay_grubenv(fixture, "saved_entry=gnulinux-advanced-U>gnulinux-" OLD "-advanced-U\n");
	assert_next(fixture, OLD, "saved_entry in /boot/grub/grubenv");
	lay_grubenv(fixture, "saved_entry=0\nnext_entry=1>1\n");
	assert_next(fixture, OLD, "next_entry in /boot/grub/grubenv");
	lay_grubenv(fixture, "");
	assert_next(fixture, NEW, "the first entry, for /boot/grub/grubenv has no saved_entry");
	fixture_write(fixture, "/boot/grub/grubenv", "saved_entry=0\n");
	assert_next(fixture, "", "/boot/grub/grubenv is damaged");
	fixture_remove(fixture, "/boot/grub/grubenv");
	fixture_fifo(fixture, "/boot/grub/grubenv");
	assert_next(fixture, "", "FIFO");
	fixture_remove(fixture, "/boot/grub/grubenv");
	assert_next(fixture, NEW, "the first entry");
	run_command("head -c 1024 /dev/urandom > %s/boot/grub/grubenv", fixture->path);
	assert_next(fixture, "", "/boot/grub/grubenv is damaged: it is not a GRUB environment block");
	run_command("truncate -s 1G %s/boot/grub/grubenv", fixture->path);
	assert_next(fixture, "", "/boot/grub/grubenv is damaged: it exceeds");
	fixture_remove(fixture, "/boot/grub/grubenv");
	fixture_directory(fixture, "/boot/grub/grubenv");
	assert_next(fixture, "", "/boot/grub/grubenv is damaged: it is a directory");
	fixture_remove(fixture, "/boot/grub/grubenv");
	fixture_write(fixture, "/boot/grub/grub.cfg", "menuentry \"\x1b[31m\" {\n chainloader +1\n}\n");
	assert_next(fixture, "", "boots no kernel of this system");
	/* One that cannot be read is there: the entries beside it are GRUB's. */
	fixture_remove(fixture, "/boot/grub/grub.cfg");
	fixture_directory(fixture, "/boot/grub/grub.cfg");
	fixture_write(fixture, "/boot/loader/entries/m-" OLD ".conf",
		      "version " OLD "\nlinux /vmlinuz-" OLD "\n");
	assert_next(fixture, "", "/boot/grub/grub.cfg cannot be read: it is a directory");
}

static void test_grub_links(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/boot/grub/grub.cfg", "menuentry a {\n linux /vmlinuz root=/dev/vda\n}\n");
	assert_next(fixture, "", "whose name contains no release");
	fixture_link(fixture, "/vmlinuz", "boot/vmlinuz-" OLD);
	assert_next(fixture, OLD, "the default");
	fixture_remove(fixture, "/vmlinuz");
	fixture_link(fixture, "/boot/vmlinuz", "vmlinuz-" NEW);
	assert_next(fixture, NEW, "the default");
}

static void test_grub_with_entries(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/boot/grub2/grub.cfg", "set default=\"${saved_entry}\"\nblscfg\n");
	fixture_write(fixture, "/boot/loader/entries/m-" OLD ".conf",
		      "version " OLD "\nlinux /vmlinuz-" OLD "\n");
	fixture_write(fixture, "/boot/loader/entries/m-" NEW ".conf",
		      "version " NEW "\nlinux /vmlinuz-" NEW "\n");
	fixture_write(fixture, "/boot/loader/entries/m-0-rescue.conf", "version 0-rescue\n");
	assert_next(fixture, NEW, "the first entry, for /boot/grub2/grubenv has no saved_entry");
	lay_grubenv(fixture, "saved_entry=m-" OLD "\n");
	run_command("mv %s/boot/grub/grubenv %s/boot/grub2/", fixture->path, fixture->path);
	assert_next(fixture, OLD, "saved_entry in /boot/grub2/grubenv");
}

#define ONE_SHOT "LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

static void test_systemd_boot(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/efi/loader/loader.conf", "timeout 3\n");
	fixture_write(fixture, "/efi/loader/entries/t-" OLD ".conf",
		      "version " OLD "\nsort-key d\nlinux /t/" OLD "/linux\n");
	fixture_write(fixture, "/efi/loader/entries/t-" NEW "+3.conf",
		      "version " NEW "\nsort-key d\nlinux /t/" NEW "/linux\n");
	assert_next(fixture, NEW, "the first of the entries");
	fixture_write(fixture, "/efi/loader/loader.conf", "default t-" OLD "*\n");
	assert_next(fixture, OLD, "default in loader.conf, t-" OLD);
	lay_variable(fixture, "LoaderEntryDefault", "t-" NEW ".conf");
	assert_next(fixture, NEW, "LoaderEntryDefault");
	lay_variable(fixture, "LoaderEntryOneShot", "t-" OLD ".conf");
	assert_next(fixture, OLD, "LoaderEntryOneShot");
	lay_variable(fixture, "LoaderEntryOneShot", "gone.conf");
	assert_next(fixture, NEW, "the first of the entries");
	lay_variable(fixture, "LoaderEntryOneShot", "");
	assert_next(fixture, "", "LoaderEntryOneShot cannot be read: it is not text");
	/* Unreadable: what it says is not known, whatever the next one says. */
	run_command("cd %s/sys/firmware/efi/efivars && rm LoaderEntryOneShot* && mkfifo " ONE_SHOT, fixture->path);
	assert_next(fixture, "", "LoaderEntryOneShot cannot be read: it is a FIFO");
	run_command("cd %s/sys/firmware/efi/efivars && rm " ONE_SHOT " && truncate -s 1G " ONE_SHOT, fixture->path);
	assert_next(fixture, "", "LoaderEntryOneShot cannot be read: it exceeds");
	run_command("cd %s/sys/firmware/efi/efivars && rm " ONE_SHOT " && mkdir " ONE_SHOT, fixture->path);
	assert_next(fixture, "", "LoaderEntryOneShot cannot be read: it is a directory");
	run_command("cd %s/sys/firmware/efi/efivars && rmdir " ONE_SHOT, fixture->path);
	lay_variable(fixture, "LoaderEntryDefault", "@saved");
	lay_variable(fixture, "LoaderEntryLastBooted", "t-" OLD ".conf");
	assert_next(fixture, OLD, "LoaderEntryLastBooted");
	/* GRUB is installed as well: who booted says so itself. */
	lay_grub(fixture, "0");
	assert_next(fixture, NEW, "grub.cfg");
	lay_variable(fixture, "LoaderInfo", "systemd-boot 252");
	assert_next(fixture, OLD, "LoaderEntryLastBooted");
}

/* A tried entry is the last resort; an entry without a version names no kernel. */
static void test_entries(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/boot/loader/entries/t-" OLD ".conf", "version " OLD "\nlinux /x\n");
	fixture_write(fixture, "/boot/loader/entries/t-" NEW "+0-3.conf", "version " NEW "\nlinux /x\n");
	assert_next(fixture, OLD, "the first of the entries");
	fixture_write(fixture, "/boot/loader/entries/z.conf", "title my kernel\nlinux /vmlinuz\n");
	assert_next(fixture, "", "the entry z.conf names no kernel release");
	fixture_fifo(fixture, "/boot/loader/entries/zz.conf");
	assert_next(fixture, "", "the entry z.conf names no kernel release");
}

static void test_unified_image(void **state)
{
	struct fixture *fixture = *state;
	unsigned char image[1024] = "MZ";
	struct inventory inventory;

	image[0x3c] = 0x40;
	memcpy(image + 0x40, "PE\0\0", 4);
	image[0x40 + 6] = 1;
	memcpy(image + 0x58, ".uname", 6);
	image[0x58 + 8] = sizeof("6.12.9") - 1;
	image[0x58 + 17] = 2; /* 512 bytes in the file, at 512 */
	image[0x58 + 21] = 2;
	memcpy(image + 512, "6.12.9", 6);
	fixture_write_bytes(fixture, "/efi/EFI/Linux/debian.efi", image, sizeof(image));
	assert_next(fixture, "6.12.9", "the first of the entries");
	inventory = take(fixture);
	assert_string_equal(inventory_find(&inventory, "6.12.9")->image, "/efi/EFI/Linux/debian.efi");
	inventory_free(&inventory);
	fixture_write(fixture, "/efi/EFI/Linux/debian.efi", "MZ and no more");
	assert_next(fixture, "", "the entry debian.efi names no kernel release");
}

static char *print(const struct inventory *inventory)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	assert_int_equal(kernels_table(inventory, NULL, (struct terminal){0}, stream), 0);
	assert_int_equal(fclose(stream), 0);
	return text;
}

static void assert_says(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" does not say \"%s\"", text, part);
}

static void test_table(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *text = NULL;
	struct inventory inventory;

	strv_append(&fixture->settings.modules, "geneve");
	strv_append(&fixture->settings.modules, "ip_tunnel");
	lay_grub(fixture, "0");
	inventory = take(fixture);
	text = print(&inventory);
	inventory_free(&inventory);
	assert_says(text, "KERNEL         BOOTS   IMAGE");
	assert_says(text, OLD " running /boot/vmlinuz-" OLD " vxlan geneve: .ko");
	assert_says(text, NEW " next    /boot/vmlinuz-" NEW " vxlan: MISSING");
	assert_says(text, "\n                                                    geneve: .ko");
	assert_says(text, "ip_tunnel: built in");
	assert_says(text, "linux-image-" NEW ": not installed");
	assert_says(text, "\nBoots next: " NEW ", by GRUB: the default of /boot/grub/grub.cfg, 0\n");
	assert_says(text, "\n" NEW ": kernel " NEW " has no vxlan: not built in, and no vxlan.ko in");
}

static void test_json(void **state)
{
	struct fixture *fixture = *state;
	struct inventory inventory;
	struct json_object *document, *kernels, *kernel;
	_cleanup_free_ char *text = NULL;

	lay_grub(fixture, "0");
	inventory = take(fixture);
	text = kernels_json(&inventory, NULL, "/mnt");
	fixture_document(text);
	inventory_free(&inventory);
	assert_non_null(text);
	document = json_tokener_parse(text);
	assert_int_equal(json_object_get_int(json_object_object_get(document, "version")), 1);
	kernels = json_object_object_get(document, "kernels");
	assert_int_equal(json_object_array_length(kernels), 2);
	kernel = json_object_array_get_idx(kernels, 1);
	assert_string_equal(json_object_get_string(json_object_object_get(kernel, "release")), NEW);
	assert_true(json_object_get_boolean(json_object_object_get(kernel, "next")));
	assert_false(json_object_get_boolean(json_object_object_get(kernel, "ships")));
	assert_string_equal(json_object_get_string(json_object_object_get(
				    json_object_object_get(document, "next"), "loader")),
			    "GRUB");
	json_object_put(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, kernels_setup, fixture_teardown)
		T(test_rows), T(test_no_kernels), T(test_damage), T(test_grub), T(test_grub_links),
		T(test_grub_with_entries), T(test_systemd_boot), T(test_entries),
		T(test_unified_image), T(test_table), T(test_json),
	};

	return RUN_GROUP("inventory", tests);
}
