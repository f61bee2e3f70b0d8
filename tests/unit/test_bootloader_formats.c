/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What boot loaders write: kernel file names, grubenv, grub.cfg, entries, EFI variables, PE. */
#include "config.h"

#include <errno.h>

#include "bootloader/entries.h"
#include "bootloader/grub_menu.h"
#include "bootloader/next_boot.h"
#include "fixture.h"
#include "text/kernel_release.h"

static void test_image_names(void **state)
{
	static const struct {
		const char *path, *release; /* NULL: no kernel of a release */
	} rows[] = {
		{"/boot/vmlinuz-6.1.0-50-amd64", "6.1.0-50-amd64"},
		{"vmlinux-5.14.0-503.el9.ppc64le", "5.14.0-503.el9.ppc64le"},
		{"/TOKEN/6.12.107+deb13-amd64/linux", "6.12.107+deb13-amd64"},
		{"/boot/vmlinuz", NULL},
		{"/boot/vmlinuz-linux", NULL},
		{"/boot/vmlinuz-0-rescue-0123456789abcdef", NULL},
		{"/boot/vmlinuz-6.1.0-50-amd64.dpkg-new", NULL},
		{"/boot/vmlinuz-6.1.0-50-amd64.old", NULL},
		{"/boot/vmlinuz-6.1.0;reboot", NULL},
		{"/boot/vmlinuz-", NULL},
		{"linux", NULL},
		{"/linux", NULL},
		{"/debian/linux", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char release[KERNEL_RELEASE_SIZE] = "";
		bool found = kernel_image_release(rows[i].path, release);

		if (found != (rows[i].release != NULL) ||
		    (found && !text_equal(release, rows[i].release)))
			fail_msg("%s gives \"%s\"", rows[i].path, release);
	}
}

/* A block of that size with the text in it, filled up as GRUB does. */
static char *make_block(const char *text, size_t size)
{
	char *block = malloc(size);

	assert_non_null(block);
	memset(block, '#', size);
	memcpy(block, text, strlen(text));
	return block;
}

static void test_grubenv(void **state)
{
	static const char text[] = "# GRUB Environment Block\n# WARNING: do not edit\n"
				   "saved_entry=gnulinux-advanced-U>gnulinux-6.1-advanced-U\n"
				   "empty=\nodd=a\\\\b\\\nc\nnext_entry=1>2\n";
	_cleanup_free_ char *block = make_block(text, 1024), *value = NULL;

	assert_int_equal(grubenv_get(block, 1024, "saved_entry", &value), 0);
	assert_string_equal(value, "gnulinux-advanced-U>gnulinux-6.1-advanced-U");
	free(value);
	assert_int_equal(grubenv_get(block, 1024, "next_entry", &value), 0);
	assert_string_equal(value, "1>2");
	free(value);
	assert_int_equal(grubenv_get(block, 1024, "odd", &value), 0);
	assert_string_equal(value, "a\\b\nc");
	free(value);
	assert_int_equal(grubenv_get(block, 1024, "empty", &value), 0);
	assert_null(value);
	assert_int_equal(grubenv_get(block, 1024, "entry", &value), 0);
	assert_null(value);
	assert_int_equal(grubenv_get(block, 1023, "next_entry", &value), -EBADMSG);
	block[3] = 'X';
	assert_int_equal(grubenv_get(block, 1024, "next_entry", &value), -EBADMSG);
	block[3] = 'R';
	block[900] = '\0';
	assert_int_equal(grubenv_get(block, 1024, "next_entry", &value), -EBADMSG);
}

/* As grub-mkconfig 2.06 of Debian 12 writes it, cut to what counts. */
#define MENU(DEFAULT)                                                                              \
	"if [ \"${next_entry}\" ] ; then\n"                                                        \
	"   set default=\"${next_entry}\"\n"                                                       \
	"   set next_entry=\n"                                                                     \
	"else\n"                                                                                   \
	"   set default=\"" DEFAULT "\"\n"                                                         \
	"fi\n"                                                                                     \
	"function gfxmode {\n"                                                                     \
	"\tset gfxpayload=\"${1}\"\n"                                                              \
	"}\n"                                                                                      \
	"menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-U' {\n" \
	"\tload_video\n"                                                                           \
	"\tif [ x$grub_platform = xxen ]; then insmod xzio; fi\n"                                  \
	"\tlinux\t/boot/vmlinuz-6.1.0-51-amd64 root=UUID=U ro  quiet\n"                            \
	"\tinitrd\t/boot/initrd.img-6.1.0-51-amd64\n"                                              \
	"}\n"                                                                                      \
	"submenu 'Advanced options for Debian GNU/Linux' $menuentry_id_option "                    \
	"'gnulinux-advanced-U' {\n"                                                                \
	"\tmenuentry 'Debian GNU/Linux, with Linux 6.1.0-51-amd64' --class debian "                \
	"$menuentry_id_option 'gnulinux-6.1.0-51-amd64-advanced-U' {\n"                            \
	"\t\tlinux\t/boot/vmlinuz-6.1.0-51-amd64 root=UUID=U ro  quiet\n"                          \
	"\t}\n"                                                                                    \
	"\tmenuentry \"Tom's kernel\" --id 'gnulinux-6.1.0-50-amd64-advanced-U' {\n"               \
	"\t\tlinux\t'/boot/vmlinuz-6.1.0-50-amd64' root=UUID=U ro  quiet\n"                        \
	"\t}\n"                                                                                    \
	"}\n"                                                                                      \
	"menuentry 'UEFI Firmware Settings' $menuentry_id_option 'uefi-firmware' {\n"              \
	"\tfwsetup\n"                                                                              \
	"}\n"

static void test_grub_menu(void **state)
{
	static const char newest[] = "/boot/vmlinuz-6.1.0-51-amd64";
	static const char older[] = "/boot/vmlinuz-6.1.0-50-amd64";
	static const struct {
		const char *entry, *image; /* NULL: no Linux */
	} rows[] = {
		{"0", newest},
		{"gnulinux-simple-U", newest},
		{"1>1", older},
		{"1>0", newest},
		{"1", newest}, /* a submenu by itself: its first entry */
		{"gnulinux-advanced-U>gnulinux-6.1.0-50-amd64-advanced-U", older},
		{"Advanced options for Debian GNU/Linux>Tom's kernel", older},
		{"gnulinux-advanced-U>gnulinux-6.1.0-9-amd64-advanced-U", newest},
		{"no such entry", newest},
		{"99", newest},
		{"", newest},
		{"2", NULL},
		{"uefi-firmware", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char image[GRUB_IMAGE_SIZE] = "", id[GRUB_IMAGE_SIZE];
		bool found = grub_menu_image(MENU("0"), rows[i].entry, image, id);

		if (found != (rows[i].image != NULL) || (found && !text_equal(image, rows[i].image)))
			fail_msg("\"%s\" gives \"%s\"", rows[i].entry, image);
	}
}

static void test_grub_default(void **state)
{
	struct grub_menu menu;

	grub_menu_parse(MENU("0"), &menu);
	assert_string_equal(menu.fallback, "0");
	assert_false(menu.saved || menu.blscfg);
	grub_menu_parse(MENU("gnulinux-advanced-U>x y"), &menu);
	assert_string_equal(menu.fallback, "gnulinux-advanced-U>x y");
	grub_menu_parse(MENU("${saved_entry}") "blscfg\n", &menu);
	assert_true(menu.saved && menu.blscfg);
	grub_menu_parse("", &menu);
	assert_string_equal(menu.fallback, "0");
}

static void test_grub_hostile(void **state)
{
	char image[GRUB_IMAGE_SIZE], id[GRUB_IMAGE_SIZE];
	size_t length = 200000;
	_cleanup_free_ char *braces = malloc(length + 1);

	assert_non_null(braces);
	memset(braces, 'x', length);
	for (size_t i = 0; i < length; i += 2)
		memcpy(braces + i, "{\n", 2);
	braces[length] = '\0';
	assert_false(grub_menu_image(braces, "0", image, id));
	for (size_t i = 0; i + 12 <= length; i += 12)
		memcpy(braces + i, "menuentry a\n", 12);
	assert_false(grub_menu_image(braces, "0", image, id));
	assert_false(grub_menu_image("}\n}\nmenuentry 'a", "0>0>0>0", image, id));
	assert_false(grub_menu_image("linux /boot/vmlinuz-6.1\n", "0", image, id));
}

static void test_boot_entry(void **state)
{
	struct boot_entry entry;

	boot_entry_parse("token-6.1.0-50+3-1.conf",
			 "# a comment\ntitle Debian\nversion\t6.1.0-50 \nmachine-id 0123\nsort-key debian\r\n"
			 "linux  /token/6.1.0-50/linux\ninitrd /x\n",
			 &entry);
	assert_string_equal(entry.id, "token-6.1.0-50.conf");
	assert_int_equal(entry.tries_left, 3);
	assert_string_equal(entry.release, "6.1.0-50");
	assert_string_equal(entry.sort_key, "debian");
	assert_string_equal(entry.image, "/token/6.1.0-50/linux");
	boot_entry_parse("a+b.conf", "version 12 (bookworm)\nlinux /vmlinuz\n", &entry);
	assert_string_equal(entry.id, "a+b.conf");
	assert_int_equal(entry.tries_left, -1);
	assert_string_equal(entry.release, "");
	boot_entry_parse("x.conf", "linux /vmlinuz\n", &entry);
	assert_string_equal(entry.release, "");
	boot_entry_parse("x+0.conf", "version 6.1\nlinux /vmlinuz\nversion", &entry);
	assert_string_equal(entry.release, "6.1");
	assert_int_equal(entry.tries_left, 0);
	boot_entry_parse("", "", &entry);
	assert_string_equal(entry.id, "");
}

static void test_entry_order(void **state)
{
	struct boot_entry entries[] = {
		{.id = "a-6.1.0-9.conf", .sort_key = "debian", .version = "6.1.0-9", .tries_left = -1},
		{.id = "a-6.1.0-50.conf", .sort_key = "debian", .version = "6.1.0-50", .tries_left = -1},
		{.id = "a-6.1.0-51.conf", .sort_key = "debian", .version = "6.1.0-51", .tries_left = 0},
		{.id = "memtest.conf", .tries_left = -1},
	};
	const size_t count = ARRAY_SIZE(entries);

	boot_entries_sort(entries, count);
	assert_string_equal(entries[0].id, "a-6.1.0-50.conf");
	assert_string_equal(entries[1].id, "a-6.1.0-9.conf");
	assert_string_equal(entries[2].id, "memtest.conf");
	assert_string_equal(entries[3].id, "a-6.1.0-51.conf");
	assert_string_equal(boot_entries_match(entries, count, "*-9.conf")->id, "a-6.1.0-9.conf");
	assert_string_equal(boot_entries_match(entries, count, "A-*")->id, "a-6.1.0-50.conf");
	assert_string_equal(boot_entries_match(entries, count, "memtest")->id, "memtest.conf");
	assert_null(boot_entries_match(entries, count, "b*"));
	assert_null(boot_entries_match(entries, 0, "*"));
}

static void test_loader_conf(void **state)
{
	char value[64];

	assert_true(loader_conf_default("timeout 3\n#default x\ndefault  debian-*\n", value, 64));
	assert_string_equal(value, "debian-*");
	assert_true(loader_conf_default("default @saved", value, 64));
	assert_string_equal(value, "@saved");
	assert_false(loader_conf_default("timeout 3\ndefaults x\ndefault\n", value, 64));
}

static void test_efi_variable(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *text; /* NULL: no text */
	} rows[] = {
		{"\6\0\0\0a\0.\0\0\0", 10, "a."},
		{"\6\0\0\0a\0", 6, "a"},
		{"\6\0\0\0\xe4\0\xac\x20\x3d\xd8\x00\xde\0\0", 14, "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
		{"\6\0\0\0\0\0", 6, NULL},
		{"\6\0\0\0", 4, NULL},
		{"\6\0\0\0a", 5, NULL},
		{"\6\0\0\0\x3d\xd8", 6, NULL},
		{"", 0, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = NULL;
		int r = efi_variable_text(rows[i].bytes, rows[i].size, &text);

		assert_int_equal(r, rows[i].text ? 0 : -EBADMSG);
		if (rows[i].text)
			assert_string_equal(text, rows[i].text);
	}
}

static void put_32(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

static void test_pe(void **state)
{
	unsigned char head[512] = "MZ";
	uint32_t offset = 0, length = 0;

	put_32(head + 0x3c, 0x80);
	memcpy(head + 0x80, "PE\0\0", 4);
	head[0x80 + 6] = 2;    /* sections */
	head[0x80 + 20] = 16;  /* the optional header */
	memcpy(head + 0x80 + 24 + 16, ".osrel", 6);
	memcpy(head + 0x80 + 24 + 16 + 40, ".uname", 6);
	put_32(head + 0x80 + 24 + 16 + 40 + 8, 8);
	put_32(head + 0x80 + 24 + 16 + 40 + 16, 512);
	put_32(head + 0x80 + 24 + 16 + 40 + 20, 4096);
	assert_true(pe_section(head, sizeof(head), ".uname", &offset, &length));
	assert_int_equal(offset, 4096);
	assert_int_equal(length, 8);
	assert_false(pe_section(head, sizeof(head), ".linux", &offset, &length));
	assert_false(pe_section(head, 0x80 + 24 + 16 + 60, ".uname", &offset, &length));
	assert_false(pe_section(head, 0x20, ".uname", &offset, &length));
	put_32(head + 0x3c, 0xfffffff0);
	assert_false(pe_section(head, sizeof(head), ".uname", &offset, &length));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_image_names),  cmocka_unit_test(test_grubenv),
		cmocka_unit_test(test_grub_menu),    cmocka_unit_test(test_grub_default),
		cmocka_unit_test(test_grub_hostile), cmocka_unit_test(test_boot_entry),
		cmocka_unit_test(test_entry_order),  cmocka_unit_test(test_loader_conf),
		cmocka_unit_test(test_efi_variable), cmocka_unit_test(test_pe),
	};

	return RUN_GROUP("bootloader_formats", tests);
}
