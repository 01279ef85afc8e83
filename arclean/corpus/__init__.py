"""Corpora: any number of files of any size, in the formats that people keep them in.

    model        settings, batches, counts: the words of this package
    extras       libraries that only corpora need, imported where they are used
    compression  gzip and zstd, in and out, xz and bzip2 in; damage is found and named
    find         the files that operands name, and what is in them
    formats/     cutting a file into batches of records; records from and to bytes
    cleaning     one batch of records through the cleaner
    pool         worker processes that may die
    job, output  one input to its output files
    ledger, run  many inputs; what a rerun may skip
    arrow        RecordBatch -> RecordBatch, and thin adapters over it: datatrove, Spark, Ray

Nothing of this is imported by ``import arclean`` or by the plain command.
"""
