"""The reader of question and line, learned: `python -m eval train-reader` writes `ingest/embed/reader.onnx`."""
