#!/usr/bin/perl
# Texts of a copied database name the web address that its server had: the copy's own takes its place.
use strict; use warnings; use DBI;
my ($source) = @ARGV;
my ($old, $new) = @ENV{qw(RT_OLD_ADDRESS RT_NEW_ADDRESS)};
die "the addresses differ in length: $old, $new\n" unless length $old == length $new;
exit 0 if $old eq $new;
my $db = DBI->connect($source, $source =~ /Pg/ ? 'desk' : '', '', { RaiseError => 1 });
my $position = $source =~ /Pg/ ? 'strpos' : 'instr';
$db->do('PRAGMA synchronous=OFF') unless $source =~ /Pg/;
$db->begin_work;
my %columns = (Attachments => [qw(Content Headers)], ObjectCustomFieldValues => [qw(Content LargeContent)], Tickets => ['Subject'],
  Transactions => [qw(OldValue NewValue Data)], Links => [qw(Base Target)]);
for my $table (sort keys %columns) {
  for my $column (@{ $columns{$table} }) {
    # Only rows with the address: replace() turns bytes into text in SQLite.
    $db->do("UPDATE $table SET $column = replace($column, ?, ?) WHERE $position($column, ?) > 0", undef, $old, $new, $old);
  }
}
$db->commit;
