-- Compressing the custom fields costs a quarter of writing a deal and is paid again by every query
-- that reads one of them. A deal of usual size stays as it is, larger ones are compressed as ever.
ALTER TABLE "deal" SET (toast_tuple_target = 4080);
