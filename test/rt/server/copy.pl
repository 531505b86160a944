#!/usr/bin/perl
# Copies a SQLite database, even one in use.
use strict; use warnings; use DBI;
my ($from, $to) = @ARGV;
DBI->connect("dbi:SQLite:dbname=$from", '', '', { RaiseError => 1 })->sqlite_backup_to_file($to);
